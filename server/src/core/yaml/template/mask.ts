/**
 * Templates as YAML: actions give way to blanks or to a word of the same length, so that every position stays.
 *
 * Actions alone on their lines, those over several lines and those that write structure (`toYaml`, `nindent`, control)
 * become blanks; any other stands for a word (kubernetes.md C.4: 572 of 630 templates parse this way).
 *
 * Actions are Go's and Jinja's `{{ }}`, and Jinja's statements `{% %}` and comments `{# #}`.
 */

import { LineIndex } from '../../text/line-index';
import type { Span } from '../../text/span';
import { isJinja, jinjaActions, jinjaBody } from './jinja';

/** Stands for what an action writes; private use, so that no manifest has it. */
export const MASK = '\uE000';

/** Stands for what a template leaves out, and for what decides it. */
export const GONE = '\uE001';

export interface TemplateAction {
  readonly span: Span;
  /** Without the braces and what trims blanks. */
  readonly body: string;
  /** It became blanks: keys and items may come out of it. */
  readonly blank: boolean;
}

export interface MaskedTemplate {
  /** As long as the original. */
  readonly text: string;
  readonly actions: readonly TemplateAction[];
  /** Offsets at which blocks of control begin and end, in order, with how deep one stands from there on. */
  readonly steps: readonly { readonly at: number; readonly depth: number }[];
  /** Everything that comes out of it stands in it: there are no values of a chart. */
  readonly jinja: boolean;
}

const STRUCTURE = /\b(?:nindent|indent|toYaml|tpl|if|else|end|range|with|define|template|block)\b|^\/\*/;
export const OPENS = /^(?:if|range|with|define|block|for|macro|call|filter)\b/;
export const CLOSES = /^end(?:if|for|with|block|macro|call|filter)?\b/;

/** Whether anything can be an action. */
export const hasActions = (text: string): boolean => text.includes('{{') || isJinja(text);

/** Whether a file is a template whatever stands in it. */
export const isTemplateName = (file: string): boolean =>
  /\/templates\/.*\.(?:ya?ml|tpl)$|\.gotmpl$/i.test(file);

/**
 * @param comments blanks at the beginning of a block scalar may not reach further in than its text; written as comments
 *   they do
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
    // What a statement in the midst of a text chooses between is one value; behind one it may be another item.
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

/** In order; costs time linear in the text, also where nothing closes what is opened. */
function findActions(text: string): Span[] {
  if (isJinja(text)) return jinjaActions(text);
  const found: Span[] = [];
  for (let start = text.indexOf('{{'); start !== -1; ) {
    const comment = /^\{\{-?\s*\/\*/.test(text.slice(start, start + COMMENT_HEAD));
    const body = comment ? text.indexOf('*/', start) : start;
    const close = body === -1 ? -1 : text.indexOf('}}', body);
    if (close === -1) break;
    // `{{ "{{" }}` is one action, `{{{ x }}}` ends in a brace of its own.
    found.push({ start, end: close + 2 });
    start = text.indexOf('{{', close + 2);
  }
  return found;
}

/** Characters in which a comment shows: braces, a dash, a few blanks. */
const COMMENT_HEAD = 12;

/** For each action, whether nothing but actions and blanks stands on its lines. */
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

/** How deep in blocks of control an offset stands. */
export function depthAt({ steps }: MaskedTemplate, offset: number): number {
  return steps[countBefore(steps, ({ at }) => at <= offset) - 1]?.depth ?? 0;
}

/** Blanked actions that touch a stretch. */
export const blanksIn = (masked: MaskedTemplate, span: Span): readonly TemplateAction[] =>
  actionsIn(masked, span).filter(({ blank }) => blank);

/** The last action that ends at or before an offset. */
export const actionBefore = ({ actions }: MaskedTemplate, offset: number): TemplateAction | undefined =>
  actions[countBefore(actions, ({ span }) => span.end <= offset) - 1];

/** The first action that begins at or after an offset. */
export const actionAfter = ({ actions }: MaskedTemplate, offset: number): TemplateAction | undefined =>
  actions[countBefore(actions, ({ span }) => span.start < offset)];

/** Actions that touch a stretch. */
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

/** How many items at the beginning of a sorted list have a property that the rest has not. */
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
