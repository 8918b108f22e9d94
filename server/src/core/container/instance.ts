/** The server that runs in a container: found, versioned, with its configuration from every place that has a say. */

import type { Fact } from '../model/fact';
import type { Role, StatedFacts } from '../model/stated';
import { ConfForm } from '../server/conf-form';
import type { ImageInfo } from '../server/image-info';
import type { InstanceSource } from '../server/server-instance';
import { newlineAt } from '../text/newline';
import type { Place } from '../text/span';
import type { TextOf } from '../yaml/edit/edit';
import { type ContainerConfig, readContainerConfig } from './config';
import type { KnownPart } from './files';
import { ContainerForm, type FileForms } from './form';
import { imageFiles, readImage, workingDirectory } from './image/image';
import { imageVersion } from './image-version';
import { type ContainerSurroundings, containerPlacement } from './placement';
import { CommandText, type TextPlace } from './shell/command-text';
import { shellQuote } from './shell/quote';
import { type ArgumentWord, startOf } from './start';
import type { Start } from './started';
import type { ContainerUnit, WordList } from './unit';

/**
 * @param stated facts of the project file and of annotations about this workload
 * @returns undefined when no server runs in the container, or one that does not fork
 */
export function containerInstance(
  declared: ContainerUnit,
  stated: StatedFacts,
  around: ContainerSurroundings,
): InstanceSource | undefined {
  const image = declared.image === undefined ? undefined : readImage(declared.image);
  const folder = declared.workingDirectory ?? workingDirectory(image);
  if (image?.kind === 'forkless' || image?.kind === 'other') return undefined;
  const start = startIn({ ...declared, files: declared.files.copy(folder, imageFiles(image)) }, image);
  if (start?.kind !== 'server') return undefined;
  const unit = { ...declared, files: start.files };
  const version = imageVersion(
    image,
    { file: unit.anchor.file, image: unit.image },
    stated,
    start.program?.value,
  );
  const config = readContainerConfig(unit, image, start, version.settled ?? version.assumed);
  return {
    name: `${unit.owner}${unit.container === ownName(unit.owner) ? '' : ` › ${unit.container}`}`,
    file: unit.anchor.file,
    kind: 'server',
    anchor: unit.anchor,
    input: config.input,
    version: version.choose(config.input.parts.map(({ text }) => text)),
    stated,
    limit: unit.limit.bytes,
    fallbackRole: imageRole(config) ?? unit.role,
    followers: unit.followers,
    form: formOf(unit, start, config, around.text),
    placement: containerPlacement(unit, image, start, config, around),
  };
}

function startIn(unit: ContainerUnit, image: ImageInfo | undefined): Start | undefined {
  const read = (list: WordList): readonly ArgumentWord[] | undefined => {
    if (list.kind !== 'words') return undefined;
    return list.words.map((word) => unit.dialect.word(word, unit));
  };
  const { variables, variablesKnown, files } = unit;
  return startOf(image, read(unit.command), read(unit.args), { variables, variablesKnown, files });
}

const imageRole = ({ effect }: ContainerConfig): Fact<Role> | undefined =>
  effect.role && { kind: 'known', value: effect.role, origin: { layer: 'environment' } };

function formOf(unit: ContainerUnit, start: Start, config: ContainerConfig, text: TextOf): ContainerForm {
  const holder = optionHolder(unit);
  const script = start.passedOn ? undefined : start.script;
  const list = script || holder?.list.kind !== 'list' ? undefined : holder.list;
  const place = list ? undefined : textPlace(unit, start, script, text);
  const inText = place && new CommandText(place, text);
  const files: FileForms = {
    main: config.editable && fileForm(config.editable, text),
    of: ({ source }) => {
      const part = config.known.get(source);
      return part && fileForm(part, text);
    },
  };
  return new ContainerForm(unit, { list, inText }, files, text);
}

/** Where a server is started in a script, or in a command that is one string. */
function textPlace(
  unit: ContainerUnit,
  { args, program }: Start,
  script: Start['script'],
  text: TextOf,
): TextPlace | undefined {
  const last = args.at(-1) ?? program;
  if (!last) return undefined;
  const line = [unit.args, unit.command].find(
    (one) => one.kind === 'words' && one.list.kind === 'scalar' && isWithin(last.place, one.list.place),
  );
  const whole = line?.kind === 'words' ? line.list.place : script?.place;
  if (!whole) return undefined;
  const quoteAt = (place: Place): string => /["']/.exec(text(place).charAt(place.span.start))?.[0] ?? '';
  const outer = script && line ? quoteAt(script.place) : '';
  const own = line && unit.dialect.writeWords;
  const write = (words: readonly string[]): string | undefined => {
    const written = own ? own(words, script !== undefined) : words.map(shellQuote).join(' ');
    if (written === undefined || (outer !== '' && written.includes(outer))) return undefined;
    return own ? written : inYamlQuotes(written, quoteAt(whole));
  };
  return { last: last.place, whole: script?.place ?? whole, write };
}

function inYamlQuotes(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("'", "''");
  return quote === '"' ? JSON.stringify(text).slice(1, -1) : text;
}

const isWithin = (inner: Place, outer: Place): boolean =>
  inner.file === outer.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;

/** Writes into a configuration file, where its text can be edited line by line. */
export function fileForm(
  { scalar, config }: Pick<KnownPart, 'scalar' | 'config'>,
  text: TextOf,
): ConfForm | undefined {
  const begin = config.map.place({ start: 0, end: 0 });
  const around = text(begin);
  const newline = newlineAt(around, begin.span.start);
  if (scalar)
    return scalar.style === 'literal' ? new ConfForm(config, { indent: scalar.indent, newline }) : undefined;
  // A file of its own, or lines of a script, which stand below each other as they do in the file.
  const indent = around.slice(around.lineStart(begin.span.start), begin.span.start).replace('\uFEFF', '');
  return /^ *$/.test(indent) ? new ConfForm(config, { indent, newline }) : undefined;
}

const ownName = (owner: string): string => owner.slice(owner.lastIndexOf('/') + 1);

/** What holds the options of the server: `args`, else `command`. */
const optionHolder = ({ args, command }: ContainerUnit) =>
  [args, command].find((list) => list.kind === 'words');
