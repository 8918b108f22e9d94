/** Findings for people at a terminal: the line, a marker under the span, the message. */

import pc from 'picocolors';
import type { Finding, Severity } from '../../core/model/finding';
import type { FileId } from '../../core/text/span';
import { unitFile } from '../../core/text/unit-files';
import { isYamlName } from '../../core/yaml/incremental/relevance';
import { messageOf, type Report, type SourceFiles } from '../report';
import { maskSecrets, maskYamlSecrets } from './mask';
import { columnsOf, printable, printableLine } from './terminal';

type Colors = ReturnType<typeof pc.createColors>;

const MOST_COLUMNS = 160;

/** Hints are for editors, which can fade a line; here they are counted unless asked for. */
export function formatText(
  report: Report,
  options: { readonly color: boolean; readonly hints: boolean },
): string {
  const colors = pc.createColors(options.color);
  const shown = report.findings.filter((finding) => options.hints || finding.severity !== 'hint');
  const parts: string[] = [];
  let file = '';
  for (const finding of shown) {
    if (finding.place.file !== file) {
      file = finding.place.file;
      parts.push(`${colors.underline(printableLine(report.files.name(file)))}\n`);
    }
    parts.push(formatFinding(finding, report.files, colors));
  }
  parts.push(summary(report, shown, colors));
  return `${parts.join('\n')}\n`;
}

function formatFinding(finding: Finding, files: SourceFiles, colors: Colors): string {
  const { start } = files.range(finding.place);
  const where = colors.dim(`${start.line + 1}:${start.character + 1}`);
  const head = `  ${where} ${paint(finding.severity, colors)(finding.severity)} ${printableLine(messageOf(finding, files))} ${colors.dim(finding.rule)}`;
  const related = finding.related.map(({ place, message }) => {
    const at = files.range(place).start;
    const name = `${files.name(place.file)}:${at.line + 1}:${at.character + 1}`;
    return colors.dim(printableLine(`      ${name} ${message}`));
  });
  return [head, excerpt(finding, files, colors), ...related, ''].join('\n');
}

/** The first line of the span with carets under it; long lines are cut around the span. */
function excerpt(finding: Finding, files: SourceFiles, colors: Colors): string {
  const { start, end } = files.range(finding.place);
  const line = shownLine(finding.place.file, start.line, files);
  const from = start.character > MOST_COLUMNS / 2 ? start.character - MOST_COLUMNS / 4 : 0;
  const to = Math.min(line.length, from + MOST_COLUMNS);
  const marked = Math.min(end.line === start.line ? end.character : line.length, to);
  const shown = (first: number, last: number) => printable(line.slice(first, last));
  const before = `${from > 0 ? '…' : ''}${shown(from, start.character)}`;
  const visible = `${before}${shown(start.character, to)}${to < line.length ? '…' : ''}`;
  const marker = columnsOf(shown(start.character, marked), '^') || '^';
  const number = String(start.line + 1);
  const gutter = ' '.repeat(number.length);
  return [
    `    ${colors.dim(`${number} |`)} ${visible}`,
    `    ${colors.dim(`${gutter} |`)} ${columnsOf(before, ' ')}${paint(finding.severity, colors)(marker)}`,
  ].join('\n');
}

function shownLine(file: FileId, line: number, files: SourceFiles): string {
  const text = files.line(file, line);
  if (!isYamlName(file) && !unitFile(file)) return maskSecrets(text);
  return maskYamlSecrets(text, line > 0 ? files.line(file, line - 1) : '');
}

function paint(severity: Severity, colors: Colors): (text: string) => string {
  const { red, yellow, cyan, gray } = colors;
  return { error: red, warning: yellow, information: cyan, hint: gray }[severity];
}

function summary(report: Report, shown: readonly Finding[], colors: Colors): string {
  const { context, failed, files, milliseconds } = report.stats;
  const kinds = (['error', 'warning', 'information', 'hint'] as const).flatMap((severity) => {
    const count = shown.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [plural(count, severity)];
  });
  const hidden = report.findings.length - shown.length;
  const more = hidden === 0 ? '' : ` ${plural(hidden, 'hint')} not shown (--hints).`;
  const checked = `${plural(files, 'file')} checked in ${Math.round(milliseconds)} ms`;
  const around = context === 0 ? '' : `, ${plural(context, 'file')} read for context`;
  const servers = plural(report.instances.filter(({ kind }) => kind === 'server').length, 'server');
  const found = kinds.length === 0 ? colors.green('Nothing to report') : kinds.join(', ');
  const unchecked =
    failed === 0 ? '' : ` ${colors.red(`${plural(failed, 'file')} could not be checked in full.`)}`;
  return `${found}: ${servers} in ${checked}${around}.${more}${unchecked}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 || noun === 'information' ? '' : 's'}`;
}
