/** Workflow commands of GitHub Actions: each finding becomes an annotation on its line. */

import type { Severity } from '../../core/model/finding';
import { messageOf, type Report } from '../report';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Hints would drown the annotations that a pull request shows. */
export function formatGithub(report: Report): string {
  const lines = report.findings
    .filter(({ severity }) => severity !== 'hint')
    .map((finding) => {
      const { severity, place, rule } = finding;
      const { start, end } = report.files.range(place);
      const properties = {
        file: report.files.name(place.file),
        line: start.line + 1,
        endLine: end.line + 1,
        // GitHub takes columns only where both are of the same line.
        ...(start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {}),
        title: rule,
      };
      const list = Object.entries(properties).map(
        ([name, value]) => `${name}=${escapeProperty(String(value))}`,
      );
      return `::${COMMANDS[severity]} ${list.join(',')}::${escapeData(messageOf(finding, report.files))}\n`;
    });
  const problems = report.problems.map(
    ({ path, why }) => `::warning file=${escapeProperty(path)}::${escapeData(why)}\n`,
  );
  return [...lines, ...problems].join('');
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
