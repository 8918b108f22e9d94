/** The project file of a run: found, read, and without fault. */

import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Configuration,
  type ConfigurationProblem,
  NO_CONFIGURATION,
  readConfiguration,
} from '../core/configuration';
import { RULE_IDS } from '../core/rules/index';
import { LineIndex } from '../core/text/line-index';
import type { FileId } from '../core/text/span';
import { fileIdOfPath } from '../files/file-id';
import { readTextFile } from '../files/read';
import { findProjectFile } from '../files/workspace';
import { nameFor } from './input';
import { UsageError } from './usage-error';

/** Of the arguments, what decides which project file it is. */
export interface Named {
  readonly paths: readonly string[];
  readonly config: string | undefined;
  readonly stdinFilename: string | undefined;
}

export interface ProjectFile {
  readonly configuration: Configuration;
  /** Its own text: facts that it states have their place in it. */
  readonly texts: readonly (readonly [FileId, string])[];
}

/** @throws UsageError for a project file that cannot be read: running without it would say something else than CI means */
export async function loadProjectFile(args: Named, cwd: string): Promise<ProjectFile> {
  const found =
    args.config === undefined
      ? await findProjectFile(await firstFolder(args, cwd))
      : await named(args.config, cwd);
  if (!found) return { configuration: NO_CONFIGURATION, texts: [] };
  const file = fileIdOfPath(found.path);
  const name = nameFor(cwd)(file);
  if (found.read.kind === 'unreadable') throw new UsageError(`${name}: ${found.read.why}`);
  const { text } = found.read;
  const { configuration, problems } = readConfiguration(text, file, RULE_IDS);
  if (problems.length > 0)
    throw new UsageError(problems.map((problem) => describe(problem, name, text)).join('\n'));
  return { configuration, texts: [[file, text]] };
}

async function named(config: string, cwd: string) {
  const path = resolve(cwd, config);
  return { path, read: await readTextFile(path) };
}

async function firstFolder({ paths, stdinFilename = '.' }: Named, cwd: string): Promise<string> {
  const [first = '.'] = paths[0] === '-' ? [stdinFilename] : paths;
  const path = resolve(cwd, first);
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isFolder ? path : dirname(path);
}

function describe({ message, place }: ConfigurationProblem, name: string, text: string): string {
  const { line, character } = new LineIndex(text).positionAt(place.span.start);
  return `${name}:${line + 1}:${character + 1}: ${message}`;
}
