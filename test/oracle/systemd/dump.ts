/** What systemd makes of units: `systemd-analyze verify` loads them and, when it debugs, prints them. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Programs, runProgram } from './programs';

export interface LoadedUnit {
  /** The words of each command, by the setting: `ExecStart`. */
  readonly commands: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** All values of a line, by its name: `Environment`, `MemoryMax`, `DropIn Path`. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

/** Bytes of a limit that is none. */
export const NO_LIMIT = '18446744073709551615';

/**
 * @param files of units, by their path below the folder of units
 * @param names of the units to load
 * @returns only those that systemd takes
 */
export async function loadUnits(
  programs: Programs,
  files: Readonly<Record<string, string>>,
  names: readonly string[],
): Promise<Map<string, LoadedUnit>> {
  const folder = await mkdtemp(join(tmpdir(), 'forkguard-units-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const args = ['verify', '--man=no', '--generators=no', '--recursive-errors=no'];
    const env = { SYSTEMD_UNIT_PATH: folder, SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_LOG_TARGET: 'console' };
    const paths = names.map((name) => join(folder, name));
    const { stdout } = await runProgram(programs.command('analyze'), [...args, ...paths], env);
    return readDump(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function readDump(text: string): Map<string, LoadedUnit> {
  const units = new Map<string, LoadedUnit>();
  for (const part of text.split(/^\t(?:→|->) Unit /m).slice(1)) {
    const [head = '', ...rest] = part.split('\n');
    units.set(head.replace(/:$/, ''), readUnit(rest));
  }
  return units;
}

function readUnit(printed: readonly string[]): LoadedUnit {
  const lines = new Map<string, string[]>();
  const commands = new Map<string, string[][]>();
  let setting = '';
  for (const line of printed) {
    const [, started] = /^\t\t(?:→|->) (\w+):$/.exec(line) ?? [];
    if (started) setting = started;
    const [, name = '', value = ''] = /^\t+([\w ]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'Command Line')
      commands.set(setting, [...(commands.get(setting) ?? []), printedWords(value)]);
    else if (name !== '') lines.set(name, [...(lines.get(name) ?? []), value]);
  }
  return { commands, lines };
}

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** As a shell would read them (`quote_command_line`), with control characters as C writes them. */
function printedWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, bare = '']) =>
    quoted === undefined
      ? bare
      : quoted.replace(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, character = '') =>
          octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (CONTROLS[character] ?? character),
        ),
  );
}
