/** The files of a machine as far as the project has them. */

import { ContainerFiles, type Mount } from '../../../container/files';
import { textFile } from '../../../container/text-file';
import type { FileId } from '../../../text/span';

export interface HostFile {
  readonly file: FileId;
  readonly text: string;
}

export interface HostFiles {
  /** @param path absolute, on the machine; undefined for a file that the project does not have */
  textAt(path: string): HostFile | undefined;
}

/** Far above what a unit and the files that it names speak of. */
const MOST_PATHS = 200;
const PATH = /(?:\/[\w.@+-]+)+/g;

/**
 * The files that some texts name, and those that these name in turn: a configuration its includes, a script what it
 * reads. Everything else on the machine is unknown.
 */
export function filesNamed(
  texts: readonly string[],
  files: HostFiles,
  mounts: readonly Mount[] = [],
): ContainerFiles {
  const found = new ContainerFiles(mounts);
  const wanted = texts.flatMap(pathsIn);
  const seen = new Set<string>();
  for (let path = wanted.shift(); path !== undefined && seen.size < MOST_PATHS; path = wanted.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const content = files.textAt(path);
    if (!content) continue;
    found.write(path, textFile(content.file, content.text));
    wanted.push(...pathsIn(content.text));
  }
  return found;
}

/** Comments of a stock redis.conf name paths too, and a `#` begins none. */
const pathsIn = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) => (/^\s*#/.test(line) ? [] : [...line.matchAll(PATH)].map(([path]) => path)));
