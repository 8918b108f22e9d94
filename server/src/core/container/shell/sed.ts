/**
 * What `sed` makes of the lines of a configuration, for the scripts that are found in front of servers: substitutions and
 * deletions with patterns that read the same in JavaScript. Anything else is left to whoever calls.
 */

export interface Sed {
  readonly inPlace: boolean;
  readonly extended: boolean;
  /** Indexes of the arguments that are scripts, and of those that are files. */
  readonly scripts: readonly number[];
  readonly files: readonly number[];
}

/** The arguments of a call; undefined for options that are not read. */
export function readSed(args: readonly string[]): Sed | undefined {
  const scripts: number[] = [];
  const files: number[] = [];
  let inPlace = false;
  let extended = false;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    const short = /^-([Er]*)(i[.\w~]*)?(e)?$/.exec(word);
    if (word === '--in-place') inPlace = true;
    else if (word === '--regexp-extended') extended = true;
    else if (word.length > 1 && short) {
      inPlace ||= short[2] !== undefined;
      extended ||= short[1] !== '';
      if (short[3]) {
        index += 1;
        scripts.push(index);
      }
    } else if (word.startsWith('-')) return undefined;
    else files.push(index);
  }
  if (scripts.length === 0) scripts.push(...files.splice(0, 1));
  return scripts.length > 0 && files.length > 0 ? { inPlace, extended, scripts, files } : undefined;
}

/** @returns the line as it is afterwards, or null where it is deleted */
export type LineEdit = (line: string) => string | null;

/** @returns undefined for a script with commands or patterns that are not read */
export function lineEditOf(script: string, extended: boolean): LineEdit | undefined {
  const edits: LineEdit[] = [];
  for (let rest = script.trim(); rest !== ''; ) {
    const address = /^([/])((?:\\.|[^\\/])*)\/\s*/.exec(rest);
    const where = address ? patternOf(address[2] ?? '', extended, '') : undefined;
    if (address && !where) return undefined;
    if (address) rest = rest.slice(address[0].length);
    const command = address && /^d\s*(?:;|\n|$)/.test(rest) ? DELETE : substitution(rest, extended);
    if (!command) return undefined;
    const { edit } = command;
    edits.push((line) => (where && !where.test(line) ? line : edit(line)));
    rest = rest.slice(command.length).replace(/^[\s;]+/, '');
  }
  return (line) => edits.reduce<string | null>((text, edit) => (text === null ? null : edit(text)), line);
}

const DELETE: { edit: LineEdit; length: number } = { edit: () => null, length: 1 };

/** `s/pattern/replacement/flags`, with any sign in place of the slash. */
function substitution(text: string, extended: boolean): { edit: LineEdit; length: number } | undefined {
  const sign = text.charAt(1);
  if (text.charAt(0) !== 's' || !/^[^\w\s\\]$/.test(sign)) return undefined;
  const part = `((?:\\\\[\\s\\S]|[^\\\\${/[\]^-]/.test(sign) ? `\\${sign}` : sign}])*)`;
  const quoted = `\\${sign}`;
  const match = new RegExp(`^s${quoted}${part}${quoted}${part}${quoted}([gI]*)\\s*(?=;|\\n|$)`).exec(text);
  if (!match) return undefined;
  const [whole, pattern = '', written = '', flags = ''] = match;
  const unescaped = (one: string): string => (sign === '/' ? one : one.replaceAll(`\\${sign}`, sign));
  const regex = patternOf(unescaped(pattern), extended, flags);
  const replacement = replacementOf(unescaped(written));
  if (!regex || replacement === undefined) return undefined;
  return { edit: (line) => line.replace(regex, replacement), length: whole.length };
}

/** A pattern in the words of JavaScript; undefined where it has more than both know. */
function patternOf(pattern: string, extended: boolean, flags: string): RegExp | undefined {
  // What a variable brings, classes with names, and what GNU has beside.
  if (/\$\{|\[:|\\[<>bB'`]/.test(pattern)) return undefined;
  const text = extended
    ? pattern
    : pattern.replace(/\\([(){}+?|])|([(){}+?|])/g, (_, special?: string, literal?: string) =>
        special === undefined ? `\\${literal}` : special,
      );
  try {
    return new RegExp(text, `${flags.includes('g') ? 'g' : ''}${flags.includes('I') ? 'i' : ''}`);
  } catch {
    return undefined;
  }
}

/** `&` and `\1` in the words of JavaScript. */
function replacementOf(written: string): string | undefined {
  if (/\\[^\d/&\\.$"'*[\]^#|@-]/.test(written)) return undefined;
  return written.replace(/\\([\s\S])|([&$])/g, (_, escaped?: string, sign?: string) => {
    if (escaped !== undefined) return /\d/.test(escaped) ? `$${escaped}` : escaped === '$' ? '$$' : escaped;
    return sign === '&' ? '$&' : '$$';
  });
}
