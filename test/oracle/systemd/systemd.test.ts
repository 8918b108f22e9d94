/**
 * Units against systemd itself (Debian's, unpacked): the words of commands, environments, limits, and which drop-ins
 * count. What we call unknown agrees with everything; its share is printed.
 */

import { beforeAll, expect, it } from 'vitest';
import { machinesOf } from '../../../server/src/core/platform/systemd/machine';
import { assignments } from '../../../server/src/core/platform/systemd/read/environment';
import { readCommands } from '../../../server/src/core/platform/systemd/read/exec';
import { limitsIn } from '../../../server/src/core/platform/systemd/read/limits';
import type { UnitSettings } from '../../../server/src/core/platform/systemd/read/settings';
import { putSpecifiers, type UnitContext } from '../../../server/src/core/platform/systemd/read/specifiers';
import { parseUnitName } from '../../../server/src/core/platform/systemd/read/unit-name';
import { wholeValue } from '../../../server/src/core/platform/systemd/read/words';
import { UnitReader } from '../../../server/src/core/platform/systemd/read-units';
import { Lookups } from '../../../server/src/core/project/lookups';
import fc from '../../support/fast-check';
import { projectOf } from '../../support/lint-text';
import { type LoadedUnit, loadUnits, NO_LIMIT } from './dump';
import { unitTexts } from './generate';
import { ensurePrograms, type Programs } from './programs';

const SETUP_MS = 600_000;
let programs: Programs;

beforeAll(async () => {
  programs = await ensurePrograms('trixie');
}, SETUP_MS);

/** What is compared of a unit. */
interface Shown {
  readonly commands: readonly (readonly string[])[];
  readonly prepared: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly limits: readonly string[];
  readonly folder: string;
  readonly dropIns: readonly string[];
}

const FOLDER = 'etc/systemd/system';

/** @returns undefined for a unit that systemd refuses */
function ours(files: Readonly<Record<string, string>>, name: string): Shown {
  const project = projectOf(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${FOLDER}/${path}`, text])),
  );
  const [machine] = machinesOf(project.ids);
  const parsed = parseUnitName(name);
  const sources = parsed && machine?.sourcesOf(parsed);
  if (!machine || !sources) throw new Error(`no unit ${name}`);
  const reader = new UnitReader(machine, new Lookups(project));
  const settings = reader.settingsOf(sources);
  return shown(settings, reader.context(parsed), sources.dropIns);
}

function shown(settings: UnitSettings, context: UnitContext, dropIns: readonly string[]): Shown {
  const put = (key: string) =>
    settings.list('Service', key).map(({ value }) => putSpecifiers(wholeValue(value), context)?.text ?? '');
  const commandsOf = (key: string) =>
    settings
      .list('Service', key)
      .flatMap((setting) => readCommands(setting, context))
      .map(({ program, args, setting }) => {
        // systemd prints argv[0], which `@` makes another word.
        const first = setting.value.text.includes('@') ? UNKNOWN : program.text.text;
        return [first, ...args.map(({ text }) => text.text)];
      });
  const { variables } = assignments(settings, 'Service', context, 'systemd');
  const { written } = limitsIn(settings, 'Service');
  return {
    commands: commandsOf('ExecStart'),
    prepared: commandsOf('ExecStartPre'),
    environment: Object.fromEntries(variables.map(({ name, value = UNKNOWN }) => [name, value])),
    files: put('EnvironmentFile').filter((path) => /^-?\//.test(path)),
    limits: ['MemoryMax', 'MemoryHigh'].map((key) => {
      const place = settings.all('Service', key);
      const limit = written.find((one) =>
        place.some(
          ({ value }) =>
            value.place.span.start === one.place.span.start && value.place.file === one.place.file,
        ),
      );
      if (!limit) return NO_LIMIT;
      return limit.bytes.kind === 'known' ? String(limit.bytes.value) : UNKNOWN;
    }),
    folder: put('WorkingDirectory').at(-1)?.replace(/^-/, '') ?? '/',
    dropIns: dropIns.map((file) => file.slice(file.indexOf(FOLDER) + FOLDER.length + 1)),
  };
}

function theirs({ commands, lines }: LoadedUnit): Shown {
  const all = (name: string) => lines.get(name) ?? [];
  return {
    commands: commands.get('ExecStart') ?? [],
    prepared: commands.get('ExecStartPre') ?? [],
    environment: Object.fromEntries(
      all('Environment').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    files: all('EnvironmentFile'),
    limits: ['MemoryMax', 'MemoryHigh'].map((key) => all(key)[0] ?? ''),
    folder: all('WorkingDirectory')[0]?.replace(/^!/, '') ?? '/',
    dropIns: all('DropIn Path').map((path) => path.split('/').slice(-2).join('/')),
  };
}

const UNKNOWN = '${unknown?}';

/** A hole agrees with any text. */
function agree(mine: unknown, real: unknown): boolean {
  if (typeof mine === 'string' && typeof real === 'string') {
    if (mine === real) return true;
    const parts = mine.split(/\$\{\w+\?\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return parts.length > 1 && new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(real);
  }
  if (Array.isArray(mine) && Array.isArray(real))
    return mine.length === real.length && mine.every((item, index) => agree(item, real[index]));
  if (typeof mine !== 'object' || typeof real !== 'object' || !mine || !real) return mine === real;
  const keys = new Set([...Object.keys(mine), ...Object.keys(real)]);
  return [...keys].every((key) => agree(Reflect.get(mine, key), Reflect.get(real, key)));
}

const RUNS = Number(process.env.FORKGUARD_UNITS ?? 1500);
const SEED = Number(process.env.FORKGUARD_SEED ?? 20_261_201);

it(
  `${RUNS} generated units`,
  async () => {
    const texts = fc.sample(unitTexts, { numRuns: RUNS, seed: SEED });
    const units = texts.map((text, index) => ({ text, prefix: `u${index}-a.b` }));
    const nameOf = (prefix: string) => `${prefix}@x-y\\x2dz.service`;
    const files = Object.fromEntries(units.map(({ text, prefix }) => [`${prefix}@.service`, text]));
    const loaded = await loadUnits(
      programs,
      files,
      units.map(({ prefix }) => nameOf(prefix)),
    );
    // systemd refuses a unit for some mistakes; what it makes of the rest is compared.
    expect(loaded.size).toBeGreaterThan(RUNS / 3);
    let open = 0;
    for (const { text, prefix } of units) {
      const real = loaded.get(nameOf(prefix));
      if (!real) continue;
      const mine = ours({ [`${prefix}@.service`]: text }, nameOf(prefix));
      if (!agree(mine, theirs(real))) expect(mine, text).toEqual(theirs(real));
      open += Number(JSON.stringify(mine).includes('?}'));
    }
    const share = ((100 * open) / loaded.size).toFixed(1);
    console.log(`${loaded.size} units that systemd takes; ${share} % of them have something unknown.`);
  },
  SETUP_MS,
);
