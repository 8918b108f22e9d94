/**
 * `# forkguard:` comments: suppressions with their reasons, and facts that the file itself does not contain.
 *
 *     # forkguard: allow save-on-primary -- the nightly backup reads this snapshot
 *     # forkguard: allow-file missing-maxmemory -- bounded by the host
 *     # forkguard: role=replica dataset=6gb writes=2000/s limit=4Gi
 */

import { readStated, type StatedKey } from '../model/stated';
import type { Place, Span } from '../text/span';

export interface Allow {
  readonly kind: 'allow' | 'allow-file';
  readonly rules: readonly { readonly id: string; readonly place: Place }[];
  readonly reason: string | undefined;
  /** The whole comment. */
  readonly place: Place;
}

export interface StatedFact {
  readonly key: StatedKey;
  readonly text: string;
  readonly place: Place;
}

export interface AnnotationProblem {
  readonly message: string;
  readonly place: Place;
}

export interface Annotation {
  readonly allow?: Allow;
  readonly facts: readonly StatedFact[];
  readonly problems: readonly AnnotationProblem[];
}

const START = /^#+\s*forkguard\s*:/i;

export const isAnnotation = (comment: string): boolean => START.test(comment);

/**
 * Reads one comment.
 * @param comment from its `#` to the end of the line
 * @param place maps a span of the comment to the document
 * @returns undefined for a comment that is not an annotation
 */
export function readAnnotation(comment: string, place: (span: Span) => Place): Annotation | undefined {
  const start = START.exec(comment);
  if (!start) return undefined;
  const from = start[0].length;
  const allow = /^\s*(allow-file|allow)\b/.exec(comment.slice(from));
  if (allow) return readAllow(allow[1] as Allow['kind'], comment, from + allow[0].length, place);
  return readFacts(comment, from, place);
}

function readAllow(
  kind: Allow['kind'],
  comment: string,
  from: number,
  place: (span: Span) => Place,
): Annotation {
  const dashes = /\s--(?:\s|$)/.exec(comment.slice(from));
  const to = dashes ? from + dashes.index : comment.length;
  const reason = dashes ? comment.slice(to + dashes[0].length).trim() : '';
  const rules = [...comment.slice(from, to).matchAll(/[^\s,]+/g)].map((word) => ({
    id: word[0],
    place: place({ start: from + word.index, end: from + word.index + word[0].length }),
  }));
  const whole = place({ start: 0, end: comment.length });
  const problems: AnnotationProblem[] = [];
  if (rules.length === 0)
    problems.push({
      place: whole,
      message: `Name the rule to allow: "# forkguard: ${kind} <rule> -- <reason>".`,
    });
  else if (reason === '')
    problems.push({
      place: whole,
      message: `Give a reason after "--": "# forkguard: ${kind} ${rules[0]?.id} -- <reason>".`,
    });
  return { allow: { kind, rules, reason: reason || undefined, place: whole }, facts: [], problems };
}

function readFacts(comment: string, from: number, place: (span: Span) => Place): Annotation {
  const facts: StatedFact[] = [];
  const problems: AnnotationProblem[] = [];
  for (const word of comment.slice(from).matchAll(/\S+/g)) {
    const start = from + word.index;
    const [key = '', ...rest] = word[0].split('=');
    const text = rest.join('=');
    const at = place({ start, end: start + word[0].length });
    const read = readStated(key, text);
    if (read.ok)
      facts.push({
        key: read.key,
        text,
        place: place({ start: start + key.length + 1, end: start + word[0].length }),
      });
    else problems.push({ place: at, message: read.message });
  }
  if (facts.length + problems.length === 0) {
    problems.push({
      place: place({ start: 0, end: comment.length }),
      message: 'Nothing follows "forkguard:". Write "allow <rule> -- <reason>" or facts such as "limit=4Gi".',
    });
  }
  return { facts, problems };
}
