/** One workspace folder: its files as a project, its configuration, and the findings, computed when asked for. */

import { type Configuration, type ConfigurationProblem, readConfiguration } from '../core/configuration';
import { type Failure, failureLine } from '../core/failure';
import { lateFindings } from '../core/finish';
import { Linter, type LintResult } from '../core/lint';
import type { Finding } from '../core/model/finding';
import type { Observations } from '../core/observations';
import { type FileHint, Project } from '../core/project/project';
import { RULE_IDS } from '../core/rules/index';
import type { Blocks } from '../core/text/blocks';
import type { FileId } from '../core/text/span';
import { mergeSettings, type Settings } from './settings';

export const PROJECT_FILE = '.forkguard.yaml';

export interface FolderHost {
  log(line: string): void;
  /** Findings were added without a change of a file. */
  refresh(): void;
}

export class Folder {
  /** Ends without a slash; undefined for files outside every folder. */
  readonly root: FileId | undefined;
  readonly project = new Project();
  readonly #linter = new Linter();
  #settings: Settings;
  #observations: Observations | undefined;
  #projectFile:
    | { readonly configuration: Configuration; readonly problems: readonly ConfigurationProblem[] }
    | undefined;
  #configuration: Configuration;
  #result: (LintResult & { readonly byFile: ReadonlyMap<FileId, readonly Finding[]> }) | undefined;
  readonly #host: FolderHost;
  readonly #logged = new WeakSet<Failure>();
  /** Failures of hovers, fixes and other answers: they hold until the file changes. */
  readonly #late = new Map<FileId, { readonly version: object | undefined; readonly failures: Failure[] }>();

  constructor(root: FileId | undefined, settings: Settings, host: FolderHost) {
    this.root = root;
    this.#settings = settings;
    this.#host = host;
    this.#configuration = mergeSettings(settings, undefined);
  }

  /** @returns whether anything changed */
  set(file: FileId, text: string | Blocks, hint?: FileHint): boolean {
    if (this.isProjectFile(file)) this.#readProjectFile(file, text.toString());
    else if (!this.project.set(file, text, hint)) return false;
    this.invalidate();
    return true;
  }

  delete(file: FileId): void {
    if (this.isProjectFile(file)) this.#projectFile = undefined;
    this.project.delete(file);
    this.#configuration = mergeSettings(this.#settings, this.#projectFile?.configuration);
    this.invalidate();
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    this.#configuration = mergeSettings(settings, this.#projectFile?.configuration);
    this.invalidate();
  }

  /** What running servers say now. */
  setObservations(observations: Observations): void {
    this.#observations = observations;
    this.invalidate();
  }

  /** The files of the project changed behind the back of this object. */
  invalidate(): void {
    this.#result = undefined;
  }

  get result(): LintResult & { readonly byFile: ReadonlyMap<FileId, readonly Finding[]> } {
    if (!this.#result) {
      const result = this.#linter.lint(this.project, this.#configuration, this.#observations);
      for (const failure of result.failures.all) this.#log(failure);
      result.failures.onLate((failure) => this.fail(failure));
      this.#result = { ...result, byFile: findingsByFile(result.findings) };
    }
    return this.#result;
  }

  findings(file: FileId): readonly Finding[] {
    const found = this.result.byFile.get(file) ?? [];
    const late = this.#late.get(file);
    if (late?.version !== this.project.versionOf(file)) this.#late.delete(file);
    const failures = this.#late.get(file)?.failures ?? [];
    return failures.length === 0
      ? found
      : [...lateFindings(failures, this.project, this.#configuration), ...found];
  }

  /** Something failed that was asked for after the check; said once until the file changes. */
  fail(failure: Failure): void {
    const { file, what } = failure;
    const version = this.project.versionOf(file);
    const before = this.#late.get(file);
    const failures = before?.version === version ? (before?.failures ?? []) : [];
    if (failures.some((one) => one.what === what)) return;
    this.#late.set(file, { version, failures: [...failures, failure] });
    this.#log(failure);
    this.#host.refresh();
  }

  #log(failure: Failure): void {
    if (this.#logged.has(failure)) return;
    this.#logged.add(failure);
    this.#host.log(`${failure.file}: ${failureLine(failure)}`);
  }

  isProjectFile(file: FileId): boolean {
    return this.root !== undefined && file === `${this.root}/${PROJECT_FILE}`;
  }

  get configurationProblems(): readonly ConfigurationProblem[] {
    return this.#projectFile?.problems ?? [];
  }

  #readProjectFile(file: FileId, text: string): void {
    this.#projectFile = readConfiguration(text, file, RULE_IDS);
    this.#configuration = mergeSettings(this.#settings, this.#projectFile.configuration);
  }
}

function findingsByFile(findings: readonly Finding[]): Map<FileId, Finding[]> {
  const byFile = new Map<FileId, Finding[]>();
  for (const finding of findings) {
    const list = byFile.get(finding.place.file);
    if (list) list.push(finding);
    else byFile.set(finding.place.file, [finding]);
  }
  return byFile;
}
