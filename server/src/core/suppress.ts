/** Applies suppressions: which findings are suppressed, and which suppressions are unused. */

import type { Allow, Annotation, AnnotationProblem } from './annotations/annotation';
import type { ConfAnnotation } from './annotations/conf-annotations';
import { appliesTo, type Configuration } from './configuration';
import { allLines, type ConfigText } from './directives/config-text';
import type { Edit, Fix, Found } from './model/finding';
import { newlineAt } from './text/newline';
import type { Piece } from './text/piece';
import {
  contains,
  type FileId,
  overlaps,
  type Place,
  type Span,
  type StableSpan,
  stableSpan,
} from './text/span';

/** The common part of all annotations. */
export type Annotated = Pick<Annotation, 'allow' | 'problems'>;

/** One suppressed rule, with its range. */
export interface Suppression {
  readonly rule: string;
  readonly covers: (place: Place) => boolean;
  /** The word that names the rule. */
  readonly at: Place;
  readonly allow: Allow;
  used: boolean;
}

/** The suppressions in a configuration text. */
export function suppressionsOf(config: ConfigText, annotations: readonly ConfAnnotation[]): Suppression[] {
  return annotations.flatMap(({ allow, line }) => {
    if (!allow) return [];
    const covers = allow.kind === 'allow-file' ? wholeFile(config.map.file) : nextDirective(config, line);
    return allow.rules.map(({ id, place }) => ({ rule: id, covers, at: place, allow, used: false }));
  });
}

/** In YAML a comment is about one line. */
export function yamlSuppressions(
  file: FileId,
  annotations: readonly (Annotated & { readonly line: StableSpan })[],
): Suppression[] {
  return annotations.flatMap(({ allow, line }) => {
    if (!allow) return [];
    const covers =
      allow.kind === 'allow-file'
        ? wholeFile(file)
        : (place: Place) => place.file === file && overlaps(place.span, line);
    return allow.rules.map(({ id, place }) => ({ rule: id, covers, at: place, allow, used: false }));
  });
}

const wholeFile = (file: FileId) => (place: Place) => place.file === file;

/**
 * The next directive, with only comments in between; above the first directive also findings at the anchor of the file.
 */
function nextDirective(config: ConfigText, line: number): (place: Place) => boolean {
  const [first] = config.lines;
  const below = allLines(config).filter((one) => one.number > line);
  const target = below.find((one, index) => one.kind !== 'comment' || one.number !== line + 1 + index);
  const adjacent = target && target.kind !== 'comment' && target.number === line + 1 + below.indexOf(target);
  const spans: Span[] = adjacent ? [config.map.map(target.span).span] : [];
  if (!first || line < first.number) spans.push({ start: 0, end: headEnd(config, first?.span.start) });
  return (place) => place.file === config.map.file && spans.some((span) => contains(span, place.span.start));
}

/** End of the part before the first directive. */
function headEnd(config: ConfigText, firstDirective: number | undefined): number {
  return firstDirective === undefined
    ? config.text.length
    : Math.max(0, config.map.map({ start: firstDirective, end: firstDirective }).span.start - 1);
}

/** Removes suppressed findings and marks the suppressions that were used. */
export function applySuppressions<T extends Pick<Found, 'rule' | 'place'>>(
  findings: readonly T[],
  suppressions: readonly Suppression[],
  configuration: Configuration,
): T[] {
  return findings.filter((finding) => {
    const matching = suppressions.filter(
      ({ rule, covers }) => rule === finding.rule && covers(finding.place),
    );
    for (const suppression of matching) suppression.used = true;
    const allowed = configuration.allows.some(
      ({ rule, path }) => rule === finding.rule && appliesTo(configuration, path, finding.place.file),
    );
    return matching.length === 0 && !allowed;
  });
}

/** Words of an allow comment that are not rules. */
export function unknownRules(allow: Allow, ruleIds: ReadonlySet<string>): AnnotationProblem[] {
  return allow.rules
    .filter(({ id }) => !ruleIds.has(id))
    .map(({ id, place }) => ({ place, message: `There is no rule "${id}".` }));
}

/** The fix that writes a suppression above the line of a finding. */
export function allowFix(rule: string, place: Place, piece: Piece): Fix {
  const start = piece.lineStart(place.span.start);
  const indent = /^[ \t]*/.exec(piece.slice(start))?.[0] ?? '';
  const newline = newlineAt(piece, start);
  const comment = (reason: string) => `${indent}# forkguard: allow ${rule} -- ${reason}${newline}`;
  const edit: Edit = {
    file: place.file,
    span: { start, end: start },
    newText: comment('reason'),
    snippet: comment('${1:reason}'),
  };
  return { title: `Allow ${rule} here, with a reason`, safety: 'allow', edits: [edit] };
}

/** Removes an allow comment, or one of its rules. */
export function removeAllow({ allow, at }: Suppression, piece: Piece): Fix {
  const index = allow.rules.findIndex(({ place }) => place === at);
  const [before, after] = [allow.rules[index - 1], allow.rules[index + 1]];
  const span = before
    ? { start: before.place.span.end, end: at.span.end }
    : after
      ? { start: at.span.start, end: after.place.span.start }
      : wholeComment(allow, piece);
  return {
    title: 'Remove unused suppression',
    safety: 'safe',
    edits: [{ file: at.file, span, newText: '' }],
  };
}

/** Includes its line ending. */
function wholeComment({ place: { span } }: Allow, piece: Piece): StableSpan {
  return stableSpan(piece.lineStart(span.start), Math.min(piece.lineEnd(span.end) + 1, piece.end));
}
