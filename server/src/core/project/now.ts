/** From stable to present offsets: findings and their fixes in the files as they are now. */

import type { Finding, Fix, Found } from '../model/finding';
import type { PresentPlace } from '../text/span';
import type { Project } from './project';

export const findingNow = (finding: Found, project: Project): Finding => new FindingNow(finding, project);

/**
 * Fixes are computed on demand: few are asked for, and findings are made anew with every keystroke. A class that holds
 * what it needs, because V8 keeps the getter of an object literal, or a closure made by the constructor, alive through
 * every small collection, and the server of the finding with it (`--trace-gc-nvp`, Node 20).
 */
class FindingNow implements Finding {
  readonly rule: Finding['rule'];
  readonly severity: Finding['severity'];
  readonly message: Finding['message'];
  readonly subject?: string;
  readonly place: Finding['place'];
  readonly related: Finding['related'];
  readonly tags: Finding['tags'];
  readonly outcome?: NonNullable<Finding['outcome']>;
  readonly #finding: Found;
  readonly #project: Project;

  constructor(finding: Found, project: Project) {
    this.rule = finding.rule;
    this.severity = finding.severity;
    this.message = finding.message;
    if (finding.subject !== undefined) this.subject = finding.subject;
    this.place = project.now(finding.place);
    this.related = finding.related.map((one) => ({ ...one, place: project.now(one.place) }));
    this.tags = finding.tags;
    if (finding.outcome !== undefined) this.outcome = finding.outcome;
    this.#finding = finding;
    this.#project = project;
  }

  get fixes(): readonly Fix<PresentPlace>[] {
    return this.#finding.fixes().map((fix) => fixNow(fix, this.#project));
  }
}

export const fixNow = (fix: Fix, project: Project): Fix<PresentPlace> => ({
  ...fix,
  edits: fix.edits.map((edit) => ({ ...edit, ...project.now({ file: edit.file, span: edit.span }) })),
});
