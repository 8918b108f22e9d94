/**
 * Masks templates so that they parse as YAML: actions become blanks or a word of the same length, so that all positions
 * stay valid.
 *
 * Actions alone on their lines, multi-line actions and those that produce structure (`toYaml`, `nindent`, control)
 * become blanks, any other one a word. With this rule 572 of the 630 templates of Redis and Valkey charts parse
 * (docs/facts/kubernetes.md).
 *
 * Actions are `{{ }}` of Go and Jinja, and Jinja's statements `{% %}` and comments `{# #}`.
 */

import { LineIndex } from '../../text/line-index';
import type { Span } from '../../text/span';
import { isJinja, jinjaActions, jinjaBody } from './jinja';

/** Replaces the output of an action; a private-use character, which manifests do not contain. */
export const MASK = '\uE000';

/** Replaces removed branches and the tags that decide them. */
export const GONE = '\uE001';

export interface TemplateAction {
  readonly span: Span;
  /** Without braces and trim markers. */
  readonly body: string;
  /** Masked with blanks, because it may produce keys or items. */
  readonly blank: boolean;
}

export interface MaskedTemplate {
  /** As long as the original. */
  readonly text: string;
  readonly actions: readonly TemplateAction[];
  /** Offsets at which control blocks begin and end, in order, each with the nesting depth from there on. */
  readonly steps: readonly { readonly at: number; readonly depth: number }[];
  /** A Jinja template: it has no chart values, so its maps are not open. */
  readonly jinja: boolean;
}

const STRUCTURE = /\b(?:nindent|indent|toYaml|tpl|if|else|end|range|with|define|template|block)\b|^\/\*/;
export const OPENS = /^(?:if|range|with|define|block|for|macro|call|filter)\b/;
export const CLOSES = /^end(?:if|for|with|block|macro|call|filter)?\b/;

/** A quick check whether the text can contain an action. */
export const hasActions = (text: string): boolean => text.includes('{{') || isJinja(text);

/** Whether the path makes the file a template, whatever its content. */
export const isTemplateName = (file: string): boolean =>
  /\/templates\/.*\.(?:ya?ml|tpl)$|\.gotmpl$/i.test(file);

/**
 * @param comments masks lines with comments: blank lines may not be indented more than the block scalar that they
 *   begin, comments may
 */
export function maskTemplate(text: string, comments = false): MaskedTemplate {
  const actions: TemplateAction[] = [];
  const steps: { at: number; depth: number }[] = [];
  let depth = 0;
  const found = findActions(text);
  const bare = standAlone(text, found);
  let masked = '';
  let at = 0;
  for (const [index, span] of found.entries()) {
    const { start, end } = span;
    const whole = text.slice(start, end);
    const go = whole.startsWith('{{');
    const body = go ? whole.slice(2, -2).replace(/^-\s/, '').replace(/\s-$/, '').trim() : jinjaBody(whole);
    // A statement inside a value chooses its text; a statement after a value may produce another item.
    const structure = go
      ? STRUCTURE.test(body)
      : /["',[\]]\s*$/.test(text.slice(Math.max(0, start - 3), start));
    const blank = whole.includes('\n') || bare[index] === true || structure;
    const filled = whole.replace(/[^\r\n]/g, blank ? ' ' : MASK);
    masked += text.slice(at, start) + (comments && blank && bare[index] ? `#${filled.slice(1)}` : filled);
    at = end;
    actions.push({ span, body, blank });
    if (OPENS.test(body)) depth += 1;
    else if (CLOSES.test(body)) depth -= 1;
    else continue;
    steps.push({ at: OPENS.test(body) ? start : at, depth });
  }
  return { text: masked + text.slice(at), actions, steps, jinja: isJinja(text) };
}

/** In order. Takes time linear in the text, even where actions are never closed. */
function findActions(text: string): Span[] {
  if (isJinja(text)) return jinjaActions(text);
  const found: Span[] = [];
  for (let start = text.indexOf('{{'); start !== -1; ) {
    const comment = /^\{\{-?\s*\/\*/.test(text.slice(start, start + COMMENT_HEAD));
    const body = comment ? text.indexOf('*/', start) : start;
    const close = body === -1 ? -1 : text.indexOf('}}', body);
    if (close === -1) break;
    // `{{ "{{" }}` is one action; `{{{ x }}}` ends with a brace that is not part of it.
    found.push({ start, end: close + 2 });
    start = text.indexOf('{{', close + 2);
  }
  return found;
}

/** Number of characters in which a comment can begin: braces, a dash, a few blanks. */
const COMMENT_HEAD = 12;

/** For each action, whether its lines contain only actions and blanks. */
function standAlone(text: string, found: readonly Span[]): boolean[] {
  const lines = new LineIndex<number>(text);
  const blankBefore = found.map(({ start }, index) => {
    const line = lines.startOf(lines.lineAt(start));
    const from = Math.max(line, found[index - 1]?.end ?? 0);
    return { alone: text.slice(from, start).trim() === '', first: from === line };
  });
  const blankAfter = found.map(({ end }, index) => {
    const line = lines.startOf(lines.lineAt(end) + 1);
    const next = found[index + 1]?.start ?? text.length;
    return { alone: text.slice(end, Math.min(line, next)).trim() === '', last: line <= next };
  });
  const before: boolean[] = [];
  for (const [index, { alone, first }] of blankBefore.entries())
    before.push(alone && (first || before[index - 1] === true));
  const after: boolean[] = [];
  for (let index = found.length - 1; index >= 0; index -= 1) {
    const { alone, last } = blankAfter[index] ?? { alone: false, last: true };
    after[index] = alone && (last || after[index + 1] === true);
  }
  return found.map((_, index) => before[index] === true && after[index] === true);
}

/** Nesting depth in control blocks at an offset. */
export function depthAt({ steps }: MaskedTemplate, offset: number): number {
  return steps[countBefore(steps, ({ at }) => at <= offset) - 1]?.depth ?? 0;
}

/** Blanked actions that overlap a span. */
export const blanksIn = (masked: MaskedTemplate, span: Span): readonly TemplateAction[] =>
  actionsIn(masked, span).filter(({ blank }) => blank);

/** The last action that ends at or before an offset. */
export const actionBefore = ({ actions }: MaskedTemplate, offset: number): TemplateAction | undefined =>
  actions[countBefore(actions, ({ span }) => span.end <= offset) - 1];

/** The first action that begins at or after an offset. */
export const actionAfter = ({ actions }: MaskedTemplate, offset: number): TemplateAction | undefined =>
  actions[countBefore(actions, ({ span }) => span.start < offset)];

/** Actions that overlap a span. */
export function actionsIn({ actions }: MaskedTemplate, { start, end }: Span): readonly TemplateAction[] {
  const found: TemplateAction[] = [];
  for (
    let index = countBefore(actions, ({ span }) => span.end <= start);
    index < actions.length;
    index += 1
  ) {
    const action = actions[index];
    if (!action || action.span.start >= end) break;
    found.push(action);
  }
  return found;
}

/** Number of items at the start of a list that satisfy `has`; none of the items after them does. */
function countBefore<T>(items: readonly T[], has: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && has(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
