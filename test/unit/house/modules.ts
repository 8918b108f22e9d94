/** The modules of the server as the bundler reads them: what each imports, and which globals it uses. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

export interface Import {
  /** Below server/src, without its ending; the name of a package otherwise. */
  readonly from: string;
  readonly local: boolean;
  /** Types leave nothing behind when the program runs. */
  readonly typesOnly: boolean;
}

export interface Module {
  /** Below server/src, without its ending: `core/text/span`. */
  readonly name: string;
  readonly imports: readonly Import[];
  /** JavaScript without types and comments, with `FORBIDDEN_…` in place of globals that the core must not use. */
  readonly code: string;
}

/** Everything whose answer depends on when or where it is asked, or that leaves a trace. */
const IMPURE = [
  'Date',
  'Math.random',
  'process',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'fetch',
  'globalThis',
  'require',
  'crypto',
  'navigator',
];

const ROOT = fileURLToPath(new URL('../../../server/src', import.meta.url));
const FORBIDDEN = Object.fromEntries(IMPURE.map((name) => [name, `FORBIDDEN_${name.replace('.', '_')}`]));
const IMPORT =
  /(?:import|export)\s+(type\s+)?(\*\s+as\s+\w+|\*|[\w\s{},]+?)\s+from\s+'([^']+)'|import\s*\(?\s*'([^']+)'/g;

export function readModules(folder: string): Module[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readModule(posix.join(folder, path.replaceAll('\\', '/'))))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readModule(path: string): Module {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const { code } = transformSync(source, {
    loader: 'ts',
    define: FORBIDDEN,
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const imports = [...source.matchAll(IMPORT)].map(([, type, names = '', from = '', bare]) =>
    importOf(path, bare ?? from, type !== undefined || onlyTypes(names)),
  );
  return { name: path.replace(/\.ts$/, ''), imports, code };
}

function importOf(path: string, from: string, typesOnly: boolean): Import {
  const local = from.startsWith('.');
  return { from: local ? posix.join(dirname(path), from) : from, local, typesOnly };
}

/** `{ type A, type B }` */
const onlyTypes = (names: string): boolean =>
  names.startsWith('{') &&
  names
    .slice(1, -1)
    .split(',')
    .every((name) => name.trim() === '' || name.trim().startsWith('type '));
