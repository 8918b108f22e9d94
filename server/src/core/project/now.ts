/** What was found, as it stands in the documents now: places in YAML keep their offsets while documents move. */

import type { Edit, Finding, Fix, Found } from '../model/finding';
import type { Project } from './project';

/** Its fixes are looked at when somebody asks: few are, and findings are made anew with every keystroke. */
export function findingNow(finding: Found, project: Project): Finding {
  return {
    ...finding,
    place: project.now(finding.place),
    related: finding.related.map((one) => ({ ...one, place: project.now(one.place) })),
    get fixes() {
      return finding.fixes().map((fix) => fixNow(fix, project));
    },
  };
}

export const fixNow = (fix: Fix, project: Project): Fix => ({
  ...fix,
  edits: fix.edits.map((edit): Edit => ({ ...edit, ...project.now({ file: edit.file, span: edit.span }) })),
});
