/** Converts findings and fixes from stable to present offsets. */

import { contained, type Failures } from '../failure';
import type { Finding, Fix, Found } from '../model/finding';
import type { PresentPlace } from '../text/span';
import type { Project } from './project';

/** @param failures get those of its fixes, which are computed when they are asked for */
export const findingNow = (finding: Found, project: Project, failures: Failures): Finding =>
  new FindingNow(finding, project, failures);

/**
 * Computes fixes on demand, because few are used and every keystroke creates new findings. A class with fields, because
 * V8 keeps the getter of an object literal, or a closure made by the constructor, alive through every minor collection,
 * together with the server of the finding (`--trace-gc-nvp`, Node 20).
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
  readonly #failures: Failures;

  constructor(finding: Found, project: Project, failures: Failures) {
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
    this.#failures = failures;
  }

  get fixes(): readonly Fix<PresentPlace>[] {
    const { file } = this.place;
    return contained<readonly Fix<PresentPlace>[]>(
      () => this.#finding.fixes().map((fix) => fixNow(fix, this.#project)),
      () => [],
      (error) =>
        this.#failures.add({ file, what: `The fixes of ${this.rule} could not be computed.`, error }),
    );
  }
}

export const fixNow = (fix: Fix, project: Project): Fix<PresentPlace> => ({
  ...fix,
  edits: fix.edits.map((edit) => ({ ...edit, ...project.now({ file: edit.file, span: edit.span }) })),
});
