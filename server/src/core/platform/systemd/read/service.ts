/** A service of the host: what `ExecStart` runs, as a container without an image. */

import type { Variable } from '../../../container/environment';
import { type ContainerFiles, type Mount, Volume } from '../../../container/files';
import { runContext } from '../../../container/image/scripts';
import { isOpen } from '../../../container/open-text';
import { roleInName } from '../../../container/role-names';
import { runWords } from '../../../container/shell/run';
import { wordOf } from '../../../container/shell/words';
import type { ContainerUnit, WordList } from '../../../container/unit';
import { known } from '../../../model/fact';
import type { Placement } from '../../../server/placement';
import { newlineAt } from '../../../text/newline';
import type { TextOf } from '../../../yaml/edit/edit';
import type { ScalarTree } from '../../../yaml/tree';
import { type Environment, environmentOf, valuesOf } from './environment';
import { type Command, commandText, readCommands, wordsOf } from './exec';
import { filesNamed, type HostFiles } from './host-files';
import { effectiveLimit, limitsIn, type WrittenLimit } from './limits';
import type { UnitSettings } from './settings';
import { putSpecifiers, type UnitContext } from './specifiers';
import type { Setting } from './unit-text';
import { splitWords, wholeValue } from './words';

/** What a unit is read with. */
export interface Surroundings {
  readonly context: UnitContext;
  readonly files: HostFiles;
  readonly text: TextOf;
  /** Of the slices in which it runs. */
  readonly sliceLimits: readonly WrittenLimit[];
  /** It runs in a slice that the project does not have. */
  readonly unreadSlice: boolean;
  /** The unit itself is there, not only drop-ins of it. */
  readonly whole: boolean;
}

/** A unit as a container, as far as its platform does not matter. */
export interface ReadUnit {
  readonly unit: Omit<ContainerUnit, 'dialect' | 'tree'>;
  /** Volumes in memory, by name, with the word that makes them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
  /** Every limit that holds for it. */
  readonly limits: readonly WrittenLimit[];
  /** What runs in it and before it, for signs that the host is prepared. */
  readonly script: string;
  /** Settings without effect. */
  readonly ignored: NonNullable<Placement['ignoredValues']>;
}

/** @returns one for each command of a oneshot; none where nothing is known of what starts */
export function readService(settings: UnitSettings, around: Surroundings): ReadUnit[] {
  const { context, files, sliceLimits, unreadSlice } = around;
  const started = settings.list('Service', 'ExecStart');
  const commands = started.flatMap((setting) => readCommands(setting, context));
  if (commands.length === 0) return [];
  const environment = environmentOf(settings, context, files);
  const own = limitsIn(settings, 'Service');
  const open = settings.open || !around.whole || started.some(({ conditional }) => conditional);
  const prepared = settings.list('Service', 'ExecStartPre').flatMap((one) => readCommands(one, context));
  const mounts = memoryMounts(settings, context);
  const host = hostFilesOf([...prepared, ...commands], environment, files, [...mounts.values()]);
  prepare(host, prepared, environment);
  const { running, ignored } = whatRuns(commands, settings, around.text);
  return running.map((command) => ({
    unit: {
      owner: context.name.name,
      container: context.name.name,
      image: undefined,
      anchor: command.program.place,
      command: commandWords(command, environment),
      args: { kind: 'absent' },
      variables: environment.known ? environment.variables : environment.variables.map(withoutValue),
      // The manager adds some of its own.
      variablesKnown: false,
      files: host,
      workingDirectory: workingDirectory(settings, context),
      limit: effectiveLimit(own, sliceLimits, unreadSlice || settings.open),
      role: roleOf(context, command),
      followers: undefined,
      completeness: open ? 'fragment' : 'whole',
    },
    inMemory: new Map([...mounts].map(([word, { volume }]) => [volume.name, word])),
    limits: [...own.written, ...sliceLimits],
    script: [...prepared, ...commands].map(commandText).join('\n'),
    ignored,
  }));
}

/** systemd refuses a service with several commands unless it is oneshot; the last one is what was meant. */
function whatRuns(
  commands: readonly Command[],
  settings: UnitSettings,
  text: TextOf,
): { readonly running: readonly Command[]; readonly ignored: ReadUnit['ignored'] } {
  const type = settings.last('Service', 'Type');
  const last = commands.at(-1);
  const isSure = type === undefined || (!type.conditional && /^[a-z-]+$/.test(type.value.text));
  if (commands.length === 1 || !last || type?.value.text === 'oneshot' || !isSure)
    return { running: commands, ignored: [] };
  const { setting } = last;
  const message =
    'systemd refuses a service with two ExecStart= that is not oneshot, so nothing starts. An empty ExecStart= above this one takes the other away';
  const fix = {
    title: 'Put an empty ExecStart= above it',
    safety: 'a-guess',
    edits: [emptyAssignment(setting, text)],
  } as const;
  return { running: [last], ignored: [{ place: setting.keyPlace, message, fix }] };
}

function emptyAssignment({ key, place: { file, span } }: Setting, text: TextOf) {
  const newline = newlineAt(text({ file, span }), span.start);
  return { file, span: { start: span.start, end: span.start }, newText: `${key}=${newline}` };
}

function commandWords(command: Command, environment: Environment): WordList {
  const { setting } = command;
  if (setting.conditional) return { kind: 'unknown', place: setting.value.place };
  return { kind: 'words', list: setting.value, words: wordsOf(command, valuesOf(environment)) };
}

/** The files that its commands name, as far as the project has them. */
function hostFilesOf(
  commands: readonly Command[],
  environment: Environment,
  files: HostFiles,
  mounts: readonly Mount[],
): ContainerFiles {
  const texts = commands.flatMap((command) =>
    wordsOf(command, valuesOf(environment)).map(({ text }) => text),
  );
  return filesNamed(texts, files, mounts);
}

/** Commands that run before the server may write its files. */
function prepare(files: ContainerFiles, commands: readonly Command[], environment: Environment): void {
  for (const command of commands) {
    const words = wordsOf(command, valuesOf(environment));
    const { files: after, gaveUp } = runWords(
      words.map((word) => wordOf(word, word.text, !isOpen(word.text))),
      runContext(undefined, {
        variables: environment.known ? environment.variables : environment.variables.map(withoutValue),
        variablesKnown: false,
        files,
      }),
    );
    if (gaveUp) files.hide();
    else files.join([after], ([only]) => only);
  }
}

const withoutValue = (variable: Variable): Variable => ({ ...variable, value: undefined });

/** Of services the root of the machine, unless it says otherwise. */
function workingDirectory(settings: UnitSettings, context: UnitContext): string | undefined {
  const setting = settings.last('Service', 'WorkingDirectory');
  if (!setting) return '/';
  const path = putSpecifiers(wholeValue(setting.value), context)?.text.replace(/^-/, '') ?? '';
  return path.startsWith('/') && !isOpen(path) && !setting.conditional ? path : undefined;
}

/** `TemporaryFileSystem=/var/lib/redis:size=1G`. */
function memoryMounts(settings: UnitSettings, context: UnitContext): Map<ScalarTree, Mount> {
  const words = settings
    .list('Service', 'TemporaryFileSystem')
    .flatMap(({ value, conditional }) => (conditional ? [] : (splitWords(value, 'systemd') ?? [])));
  return new Map(
    words.flatMap(({ text, place }) => {
      const path = putSpecifiers(text, context)?.text.split(':')[0] ?? '';
      const word = text.toScalar(place);
      if (!path.startsWith('/') || isOpen(path)) return [];
      const clean = path.replace(/\/+$/, '');
      return [
        [
          word,
          { volume: new Volume(false, `tmpfs ${clean}`, place), path: clean, subPath: undefined, place },
        ],
      ];
    }),
  );
}

function roleOf({ name }: UnitContext, { program }: Command): ContainerUnit['role'] {
  const role = roleInName(name.instance || name.prefix);
  return role && known(role, { layer: 'manifest', place: program.place });
}
