/** `{a,b}` and `{1..5}` of bash. */

const MOST_WORDS = 1_000;

/**
 * @param word as it is written, without quotes and expansions in it
 * @returns nothing where it has no braces that are expanded
 */
export function expandBraces(word: string): string[] {
  const found = firstBraces(word);
  if (!found) return [];
  const { start, end, options } = found;
  const before = word.slice(0, start);
  const rest = expandBraces(word.slice(end));
  const after = rest.length > 0 ? rest : [word.slice(end)];
  const inner = options.flatMap((option) => {
    const nested = expandBraces(option);
    return nested.length > 0 ? nested : [option];
  });
  if (inner.length * after.length > MOST_WORDS) return [];
  return inner.flatMap((option) => after.map((tail) => before + option + tail));
}

interface Braces {
  readonly start: number;
  readonly end: number;
  readonly options: readonly string[];
}

function firstBraces(word: string): Braces | undefined {
  for (let start = word.indexOf('{'); start !== -1; start = word.indexOf('{', start + 1)) {
    if (word.charAt(start - 1) === '$') continue;
    const end = closingOf(word, start);
    if (end === undefined) continue;
    const inner = word.slice(start + 1, end);
    const options = rangeOf(inner) ?? splitOptions(inner);
    if (options.length > 1) return { start, end: end + 1, options };
  }
  return undefined;
}

function closingOf(word: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < word.length; at += 1) {
    if (word.charAt(at) === '{') depth += 1;
    if (word.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function splitOptions(inner: string): string[] {
  const options: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < inner.length; at += 1) {
    const character = inner.charAt(at);
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) {
      options.push(inner.slice(from, at));
      from = at + 1;
    }
  }
  return [...options, inner.slice(from)];
}

function rangeOf(inner: string): string[] | undefined {
  const [, first, last, step] = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.-?(\d{1,9}))?$/.exec(inner) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const [from, to, by] = [Number(first), Number(last), Number(step ?? 1) || 1];
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  const isPadded = /^-?0\d/.test(first) || /^-?0\d/.test(last);
  if (count > MOST_WORDS || isPadded) return undefined;
  return Array.from({ length: count }, (_, index) => String(from + (to >= from ? by : -by) * index));
}
