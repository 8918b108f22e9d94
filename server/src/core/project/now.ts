/** What was found, as it stands in the documents now: places in YAML keep their offsets while documents move. */

import type { Edit, Finding, Fix, Found } from '../model/finding';
import type { Project } from './project';

export const findingNow = (finding: Found, project: Project): Finding => new FindingNow(finding, project);

/**
 * Its fixes are looked at when somebody asks: few are, and findings are made anew with every keystroke. A class that
 * holds what it needs: behind the getter of an object literal, or in a closure made by the constructor, V8 kept each of
 * them, and the server that it speaks of, through every small collection (`--trace-gc-nvp`, Node 20).
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

  get fixes(): readonly Fix[] {
    return this.#finding.fixes().map((fix) => fixNow(fix, this.#project));
  }
}

export const fixNow = (fix: Fix, project: Project): Fix => ({
  ...fix,
  edits: fix.edits.map((edit): Edit => ({ ...edit, ...project.now({ file: edit.file, span: edit.span }) })),
});
