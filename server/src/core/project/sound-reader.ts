/**
 * Reads a project in which some files make the reading fail: those files are left out and the rest is read. Joins reach
 * across files, so the file that throws may not be the cause; the cause is found by leaving files out.
 */

import type { Failure } from '../failure';
import type { FileId } from '../text/span';
import type { Project } from './project';

/** How many failures that need several files are searched for their cause; after that every file is left out. */
const MOST_JOINT_CAUSES = 16;

interface Cause<C> {
  readonly failure: Failure;
  /** The version of the file. When it or the context changes, the file is read again. */
  readonly version: object | undefined;
  readonly context: C;
}

export interface SoundReading<T> {
  /** Undefined where reading fails even without any file. */
  readonly value: T | undefined;
  readonly failures: readonly Failure[];
}

/** Reads a project with a context, such as the configuration. */
type Read<C, T> = (project: Project, context: C) => T;

export class SoundReader<C, T> {
  readonly #read: Read<C, T>;
  readonly #tryOut: Read<C, unknown>;
  readonly #what: string;
  readonly #causes = new Map<FileId, Cause<C>>();

  /**
   * @param read reads everything; may keep results from one call to the next
   * @param tryOut the same, keeping no results
   * @param what the sentence about a file that had to be left out
   */
  constructor(read: Read<C, T>, tryOut: Read<C, unknown>, what: string) {
    this.#read = read;
    this.#tryOut = tryOut;
    this.#what = what;
  }

  read(project: Project, context: C): SoundReading<T> {
    const suspects = this.#forgetChanged(project, context);
    const fails = (part: Project) => this.#fails(part, context);
    const unread = project.failures;
    for (let joint = 0; ; joint += 1) {
      const sound = this.#without(project, unread);
      try {
        return { value: this.#read(sound, context), failures: this.#failures(unread) };
      } catch (error) {
        const causes = joint < MOST_JOINT_CAUSES ? causesIn(sound, suspects, fails) : [...sound.ids];
        for (const file of causes)
          this.#causes.set(file, {
            failure: { file, what: this.#what, error, whole: true },
            version: project.versionOf(file),
            context,
          });
        if (causes.length === 0) return { value: undefined, failures: this.#failures(unread) };
      }
    }
  }

  /** @returns the files that made it fail before they changed */
  #forgetChanged(project: Project, context: C): FileId[] {
    const changed = [...this.#causes].filter(
      ([file, cause]) => project.versionOf(file) !== cause.version || cause.context !== context,
    );
    for (const [file] of changed) this.#causes.delete(file);
    return changed.map(([file]) => file).filter((file) => project.has(file));
  }

  #without(project: Project, unread: readonly Failure[]): Project {
    const excluded = new Set([...this.#causes.keys(), ...unread.map(({ file }) => file)]);
    return excluded.size === 0 ? project : project.without(excluded);
  }

  #failures = (unread: readonly Failure[]): Failure[] => [
    ...unread,
    ...[...this.#causes.values()].map(({ failure }) => failure),
  ];

  #fails(project: Project, context: C): boolean {
    try {
      this.#tryOut(project, context);
      return false;
    } catch {
      return true;
    }
  }
}

type Fails = (part: Project) => boolean;

function causesIn(project: Project, suspects: readonly FileId[], fails: Fails): readonly FileId[] {
  const alone = (file: FileId) => fails(project.only(file));
  const known = suspects.filter(alone);
  if (known.length > 0) return known;
  const found = [...project.ids].filter(alone);
  return found.length > 0 ? found : jointCause(project, fails);
}

/** The last file of the shortest failing prefix of the list. */
function jointCause(project: Project, fails: Fails): readonly FileId[] {
  const files = [...project.ids];
  let [fine, failing] = [0, files.length];
  while (failing - fine > 1) {
    const middle = (fine + failing) >> 1;
    if (fails(project.without(new Set(files.slice(middle))))) failing = middle;
    else fine = middle;
  }
  return files.slice(failing - 1, failing);
}
