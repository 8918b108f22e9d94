/** Regular expressions of `sed`, `grep` and `[[ =~ ]]` in the words of JavaScript, where both read them the same way. */

/** More work than this for one text is not begun: the text is not compared. */
const MOST_WORK = 2_000_000;

/**
 * @param extended `(a|b)+` instead of `\(a\|b\)\+`
 * @param longest length of the texts that it is used on
 * @returns undefined for a pattern with more than both know, or one that may take too long
 */
export function regexOf(pattern: string, extended: boolean, longest: number, flags = ''): RegExp | undefined {
  if (pattern.length > 500) return undefined;
  // Classes with names, what GNU has beside, references back, and stars at the start.
  if (/\[[.=]|\\[<>bB'`1-9]|\\n/.test(pattern) || /^\*|^\\\(\*/.test(pattern)) return undefined;
  const text = extended ? pattern : extendedFrom(pattern);
  if (text === undefined || !isCheap(text, longest)) return undefined;
  try {
    return new RegExp(withClasses(text), flags);
  } catch {
    return undefined;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: ' \\t\\r\\n\\f\\v',
  blank: ' \\t',
  xdigit: '0-9A-Fa-f',
};

/** Inside of brackets a backslash is a character, and classes have names. */
const withClasses = (text: string): string =>
  text.replace(/\\[\s\S]|\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, (part) => {
    if (part.startsWith('\\')) return part;
    return part
      .replaceAll('\\', '\\\\')
      .replace(/^(\[\^?)\]/, '$1\\]')
      .replace(/(?!^)\[(?!:)/g, '\\[')
      .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? '');
  });

/** A basic expression as an extended one; brackets stay as they are. */
function extendedFrom(pattern: string): string | undefined {
  let result = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '[') {
      const set = /^\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/.exec(pattern.slice(at))?.[0];
      if (set === undefined) return undefined;
      result += set;
      at += set.length - 1;
    } else if (character === '\\') {
      at += 1;
      const next = pattern.charAt(at);
      result += /[(){}+?|]/.test(next) ? next : `\\${next}`;
    } else if (/[(){}+?|]/.test(character)) result += `\\${character}`;
    // Anchors elsewhere are characters.
    else if (character === '^' && at > 0 && !/\\[(|]$/.test(pattern.slice(0, at))) result += '\\^';
    else if (character === '$' && at < pattern.length - 1 && !/^\\[)|]/.test(pattern.slice(at + 1)))
      result += '\\$';
    else result += character;
  }
  return result;
}

/** Nested repetitions grow without bound; others by the length of the text for each of them. */
function isCheap(text: string, longest: number): boolean {
  const bare = text.replace(/\\[\s\S]/g, 'x').replace(/\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, 'x');
  if (/\([^()]*[*+{][^()]*\)[*+{?]/.test(bare) || /\(.*\(.*\).*\)[*+{]/.test(bare)) return false;
  // A repeated part that may be empty matches in exponentially many ways: (a?){30}.
  if (/\([^()]*\?[^()]*\)[*+{]/.test(bare)) return false;
  // Alternatives that are repeated may overlap.
  if (/\([^()]*\|[^()]*\)[*+{]/.test(bare)) return false;
  const counted = [...bare.matchAll(/\{\d*,?(\d*)\}/g)].some(([, most]) => Number(most) > 100);
  const repetitions = bare.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  return !counted && Math.max(longest, 1) ** Math.max(1, repetitions) <= MOST_WORK;
}
