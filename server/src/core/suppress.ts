/** Applies suppressions: which findings are suppressed, and which suppressions are unused. */

import type { Allow, Annotation, AnnotationProblem } from './annotations/annotation';
import type { ConfAnnotation } from './annotations/conf-annotations';
import { allLines, type CommentLine, type ConfigLine, type ConfigText } from './directives/config-text';
import type { Edit, Fix, Found } from './model/finding';
import { newlineAt } from './text/newline';
import type { Piece } from './text/piece';
import { lastAtOrBefore } from './text/sorted';
import { contains, overlaps, type Place, type StableSpan, stableSpan } from './text/span';

/** The common part of all annotations. */
export type Annotated = Pick<Annotation, 'allow' | 'problems'>;

/** One suppressed rule, with its range. */
export interface Suppression {
  readonly rule: string;
  /** The covered spans, undefined for the whole file. Those of one rule are equal or disjoint. */
  readonly covered: readonly StableSpan[] | undefined;
  /** The word that names the rule. */
  readonly at: Place;
  readonly allow: Allow;
  used: boolean;
}

/** The suppressions in a configuration text. */
export function suppressionsOf(config: ConfigText, annotations: readonly ConfAnnotation[]): Suppression[] {
  const below = annotations.some(({ allow }) => allow?.kind === 'allow') ? linesBelow(config) : undefined;
  return annotations.flatMap(({ allow, line }) => {
    if (!allow) return [];
    const covered = allow.kind === 'allow-file' ? undefined : coveredBelow(config, line, below?.get(line));
    return allow.rules.map(({ id, place }) => ({ rule: id, covered, at: place, allow, used: false }));
  });
}

/** In manifests a comment is about one line. */
export const lineSuppressions = (
  annotations: readonly (Annotated & { readonly line: StableSpan })[],
): Suppression[] =>
  annotations.flatMap(({ allow, line }) => {
    const covered = allow?.kind === 'allow-file' ? undefined : [line];
    return (allow?.rules ?? []).flatMap(({ id, place }) =>
      allow ? [{ rule: id, covered, at: place, allow, used: false }] : [],
    );
  });

/** For each comment line, the next directive, with only comments in between. */
function linesBelow(config: ConfigText): ReadonlyMap<number, ConfigLine> {
  const below = new Map<number, ConfigLine>();
  let next: ConfigLine | CommentLine | undefined;
  for (const line of allLines(config).reverse()) {
    const adjacent = next?.number === line.number + 1 ? next : undefined;
    const target = adjacent?.kind === 'comment' ? below.get(adjacent.number) : adjacent;
    if (line.kind === 'comment' && target) below.set(line.number, target);
    next = line;
  }
  return below;
}

/** The next directive; above the first directive also findings at the anchor of the file. */
function coveredBelow(config: ConfigText, line: number, target: ConfigLine | undefined): StableSpan[] {
  const [first] = config.lines;
  const spans = target ? [config.map.map(target.span).span] : [];
  if (!first || line < first.number) spans.push(stableSpan(0, headEnd(config, first?.span.start)));
  return spans;
}

/** End of the part before the first directive. */
function headEnd(config: ConfigText, firstDirective: number | undefined): number {
  return firstDirective === undefined
    ? config.text.length
    : Math.max(0, config.map.map({ start: firstDirective, end: firstDirective }).span.start - 1);
}

/** A span that one or several suppressions of a rule cover. */
interface Covered {
  /** Undefined for the whole file. */
  readonly span: StableSpan | undefined;
  used: boolean;
}

/** The covered spans of one rule, in file order. */
interface Stretches {
  readonly starts: readonly number[];
  readonly covered: readonly Covered[];
}

/** The suppressions of one file, found by rule and place. */
export class FileSuppressions {
  readonly #covered = new Map<string, Covered>();
  readonly #stretches = new Map<string, Stretches>();

  /** @param meets which part of a finding a covered span must contain: its start, or any part */
  constructor(
    readonly all: readonly Suppression[],
    readonly meets: 'beginning' | 'part',
  ) {
    const byRule = new Map<string, Covered[]>();
    for (const { rule, covered } of all) {
      const ofRule = byRule.get(rule) ?? [];
      byRule.set(rule, ofRule);
      for (const span of covered ?? [undefined]) {
        const key = keyOf(rule, span);
        if (this.#covered.has(key)) continue;
        const one = { span, used: false };
        this.#covered.set(key, one);
        if (span) ofRule.push(one);
      }
    }
    for (const [rule, covered] of byRule) {
      covered.sort((a, b) => startOf(a) - startOf(b));
      this.#stretches.set(rule, { covered, starts: covered.map(startOf) });
    }
  }

  /** @returns whether a finding is suppressed; remembers what suppressed it */
  suppress({ rule, place: { span } }: Pick<Found, 'rule' | 'place'>): boolean {
    const matching: Covered[] = [...this.#around(rule, span)];
    const inFile = this.#covered.get(keyOf(rule, undefined));
    if (inFile) matching.push(inFile);
    for (const one of matching) one.used = true;
    return matching.length > 0;
  }

  /** Suppressions that have suppressed nothing so far. */
  get unused(): readonly Suppression[] {
    return this.all.filter(
      ({ rule, covered }) =>
        !(covered ?? [undefined]).some((span) => this.#covered.get(keyOf(rule, span))?.used),
    );
  }

  *#around(rule: string, span: StableSpan): Iterable<Covered> {
    const { starts, covered } = this.#stretches.get(rule) ?? { starts: [], covered: [] };
    const isPart = this.meets === 'part';
    for (let index = lastAtOrBefore(starts, span.start); index < covered.length; index += 1) {
      const one = covered[index];
      if (!one?.span || one.span.start > (isPart ? span.end : span.start)) break;
      if (isPart ? overlaps(one.span, span) : contains(one.span, span.start)) yield one;
    }
  }
}

const startOf = ({ span }: Covered): number => span?.start ?? 0;

const keyOf = (rule: string, span: StableSpan | undefined): string =>
  span ? `${rule} ${span.start} ${span.end}` : rule;

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
