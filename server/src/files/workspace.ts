/**
 * Selects the relevant files of a folder and reads them into a project, for the command line and for the language
 * server on Node.
 */

import { basename, dirname, join } from 'node:path';
import { mayBeConf, nameSuggests } from '../core/directives/recognise';
import { missingReferences } from '../core/platform/missing';
import type { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { unitFile } from '../core/text/unit-files';
import { concernsServers, concernsUnit, isJoiningName, isYamlName } from '../core/yaml/incremental/relevance';
import { Boundary } from './boundary';
import { fileIdOfPath, pathOfFileId } from './file-id';
import { DEFAULT_SIZE_LIMIT } from './limits';
import { type ReadText, readTextFile, readWantedFile, type Unreadable, type Unwanted } from './read';
import { walk } from './walk';

const PROJECT_FILE = '.forkguard.yaml';

/** A check by name only; the content decides later. */
export function mayConcern(path: string): boolean {
  return basename(path) !== PROJECT_FILE && (isYamlName(path) || mayBeConfiguration(path));
}

/** Like mayConcern, without manifests. */
export function mayBeConfiguration(path: string): boolean {
  const file = fileIdOfPath(path);
  return nameSuggests(file) !== undefined || mayBeConf(file) || unitFile(file) !== undefined;
}

/**
 * Reads a file found by a walk. Searches the bytes of YAML and JSON for a relevant word before decoding, because most
 * such files are about something else; units of systemd in the same way.
 */
export function readCandidate(
  path: string,
  sizeLimit = DEFAULT_SIZE_LIMIT,
): Promise<ReadText | Unreadable | Unwanted> {
  if (unitFile(path))
    return readWantedFile(path, sizeLimit, (bytes) => concernsUnit(path, bytes.toString('latin1')));
  if (!isYamlName(path) || isJoiningName(path)) return readTextFile(path, sizeLimit);
  return readWantedFile(path, sizeLimit, (bytes) => concernsServers(path, bytes.toString('latin1')));
}

/** Maximum number of rounds that follow references; loops end earlier, because they add no files. */
const ROUNDS = 16;

export interface ReferenceOptions {
  /** Called for existing files that cannot be read; missing files are findings. */
  readonly onProblem?: (path: string, why: string) => void;
  /** Whether a scan looked at a path already; everything below the roots, if absent. */
  readonly isScanned?: (path: string) => boolean;
}

/**
 * Reads files that configurations include and that kustomizations and Compose files reference, if they are below one of
 * the roots. A path such as /etc/redis/extra.conf refers to the server's machine, not to this one.
 * @returns the added files
 */
export async function readReferences(
  project: Project,
  roots: readonly string[],
  options: ReferenceOptions = {},
): Promise<Map<FileId, ReadText>> {
  const added = new Map<FileId, ReadText>();
  const tried = new Set<FileId>();
  const boundary = new Boundary(roots);
  for (let round = 0; round < ROUNDS; round += 1) {
    const wanted = await wantedFiles(project, { boundary, roots, tried }, options);
    if (wanted.length === 0) break;
    for (const one of wanted)
      for (const [file, read] of await readWanted(one, options)) {
        if (project.has(file)) continue;
        project.set(file, read.text);
        added.set(file, read);
      }
  }
  return added;
}

interface Wanted {
  readonly path: string;
  /** Without links. */
  readonly real: string;
  readonly mayBeFolder: boolean;
  readonly gated: boolean;
}

/** A file, or of a folder the files that say what belongs to it, such as a kustomization. */
async function readWanted(
  { path, real, mayBeFolder, gated }: Wanted,
  { onProblem }: ReferenceOptions,
): Promise<Map<FileId, ReadText>> {
  const found = new Map<FileId, ReadText>();
  const read = await (gated ? readCandidate(real) : readTextFile(real));
  if (read.kind === 'text') found.set(fileIdOfPath(path), read);
  else if (read.kind === 'unwanted') return found;
  else if (read.folder && mayBeFolder) {
    for await (const file of walk(path, { accepts: isJoiningName, depth: 1 })) {
      const one = await readTextFile(file);
      if (one.kind === 'text') found.set(fileIdOfPath(file), one);
    }
  } else if (!read.missing) onProblem?.(path, read.why);
  return found;
}

interface Search {
  readonly boundary: Boundary;
  readonly roots: readonly string[];
  readonly tried: Set<FileId>;
}

async function wantedFiles(
  project: Project,
  { boundary, roots, tried }: Search,
  { isScanned = () => true, onProblem }: ReferenceOptions,
): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  const want = async (path: string, mayBeFolder: boolean, gated: boolean): Promise<void> => {
    const located = await boundary.locate(path);
    const isBelow = roots.some((root) => liesBelow(fileIdOfPath(path), root));
    if (located.kind === 'outside') {
      // Containers mount much of their host that is no configuration.
      if (isBelow || !(mayBeFolder || gated)) onProblem?.(path, located.why);
    } else if (isBelow)
      // What is missing is read all the same, for the reason.
      wanted.push({ path, real: located.kind === 'inside' ? located.path : path, mayBeFolder, gated });
  };
  // What fails here fails when the file is checked, which reports it.
  for (const missing of missingReferences(project).value ?? []) {
    const { target, wild, matches, mayBeFolder = false, gated = false } = missing;
    if (tried.has(target) || !target.startsWith('file:///')) continue;
    if (gated && isScanned(pathOfFileId(target))) continue;
    tried.add(target);
    if (!wild) await want(pathOfFileId(target), mayBeFolder, gated);
    else if (roots.some((root) => liesBelow(target, root)))
      // Keeps files that the project already has: an editor or standard input may have supplied a different text.
      for await (const path of matching(target, matches))
        if (!project.has(fileIdOfPath(path))) await want(path, false, gated);
  }
  return wanted;
}

/** Strictly below the folder; the id of a root folder already ends in a slash. */
const liesBelow = (file: FileId, folder: string): boolean =>
  file.startsWith(`${fileIdOfPath(folder).replace(/\/$/, '')}/`);

/** Maximum number of files that a pattern may match. */
const MOST_MATCHES = 1000;

/** Ignores .gitignore, because a server reads its includes regardless. Wildcards do not cross slashes. */
function matching(pattern: FileId, matches: (file: FileId) => boolean): AsyncGenerator<string> {
  const wildcard = pattern.search(/[*?[]/);
  const folder = dirname(pathOfFileId(`${pattern.slice(0, wildcard)}x`));
  const depth = pattern.slice(wildcard).split('/').length;
  const accepts = (path: string) => matches(fileIdOfPath(path));
  return walk(folder, { accepts, depth, limit: MOST_MATCHES, ignored: true });
}

/** The nearest project file at or above a folder, but not above `top`. */
export async function findProjectFile(
  folder: string,
  top?: string,
): Promise<{ path: string; read: ReadText | Unreadable } | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, PROJECT_FILE);
    const read = await readTextFile(path);
    if (read.kind === 'text' || !read.missing) return { path, read };
    if (at === top || dirname(at) === at) return undefined;
  }
}
