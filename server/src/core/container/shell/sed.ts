/**
 * What `sed` makes of the lines of a file: substitutions, deletions and lines that are added, with patterns that read the
 * same in JavaScript. Anything else is left to the caller, who takes the result as unknown.
 */

import { regexOf } from './regex';
import { UNKNOWN } from './text';

export interface Sed {
  readonly inPlace: boolean;
  readonly extended: boolean;
  /** Lines are printed by `p` alone. */
  readonly quiet: boolean;
  /** Indexes of the arguments that are scripts, and of those that are files. */
  readonly scripts: readonly number[];
  readonly files: readonly number[];
}

/** The arguments of a call; undefined for options that are not read. */
export function readSed(args: readonly string[]): Sed | undefined {
  const scripts: number[] = [];
  const files: number[] = [];
  let letters = '';
  for (let index = 0; index < args.length; index += 1) {
    const option = optionOf(args[index] ?? '');
    if (option === undefined) return undefined;
    if (option === 'file') files.push(index);
    else if (option === 'script') scripts.push(index);
    else letters += option;
    if (option === 'file' || option === 'script' || !option.endsWith('e')) continue;
    index += 1;
    scripts.push(index);
  }
  if (scripts.length === 0) scripts.push(...files.splice(0, 1));
  if (scripts.length === 0) return undefined;
  const has = (...names: string[]): boolean => names.some((name) => letters.includes(name));
  return { inPlace: has('i'), extended: has('E', 'r'), quiet: has('n'), scripts, files };
}

/** The letters of an option, the last of which is `e` where the next argument is a script. */
function optionOf(word: string): string | 'file' | 'script' | undefined {
  if (word.startsWith('--expression=')) return 'script';
  const long = LONG_OPTIONS[word];
  if (long !== undefined) return long;
  if (!word.startsWith('-') || word === '-') return 'file';
  const short = /^-([Ern]*)(i[.\w~]*)?(e)?$/.exec(word);
  return short ? `${short[1] ?? ''}${short[2] === undefined ? '' : 'i'}${short[3] ?? ''}` : undefined;
}

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  '--in-place': 'i',
  '--regexp-extended': 'E',
  '--quiet': 'n',
  '--silent': 'n',
};

/** Which lines a command is for. */
export interface Address {
  readonly from: LineTest;
  readonly to: LineTest | undefined;
  readonly negated: boolean;
}

export type LineTest =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'regex'; readonly regex: RegExp; readonly certain: boolean };

export interface SedCommand {
  readonly address: Address | undefined;
  readonly action:
    | { readonly kind: 'delete' | 'print' | 'quit' }
    | {
        readonly kind: 'substitute';
        readonly regex: RegExp;
        readonly replacement: string;
        readonly print: boolean;
        /** The pattern itself is known: a line that matches is changed, and what it becomes is known. */
        readonly certain: boolean;
      }
    | { readonly kind: 'append' | 'insert' | 'change'; readonly text: string };
}

/**
 * @param longest length of the longest line
 * @returns undefined for a script with commands or patterns that are not read
 */
export function readSedScript(script: string, extended: boolean, longest: number): SedCommand[] | undefined {
  const commands: SedCommand[] = [];
  for (let rest = script.replace(/^[\s;]+/, ''); rest !== ''; ) {
    const address = addressAt(rest, extended, longest);
    if (address === 'unknown') return undefined;
    if (address) rest = rest.slice(address.length);
    const command = commandAt(rest, extended, longest);
    if (!command) return undefined;
    commands.push({ address: address?.address, action: command.action });
    rest = rest.slice(command.length).replace(/^[\s;]+/, '');
  }
  return commands;
}

type Read<T> = T & { readonly length: number };

function addressAt(
  text: string,
  extended: boolean,
  longest: number,
): Read<{ address: Address }> | 'unknown' | undefined {
  const first = lineTestAt(text, extended, longest);
  if (first === 'unknown') return first;
  if (!first) return undefined;
  let { length } = first;
  let to: LineTest | undefined;
  const comma = /^\s*,\s*/.exec(text.slice(length));
  if (comma) {
    const second = lineTestAt(text.slice(length + comma[0].length), extended, longest);
    if (!second || second === 'unknown') return 'unknown';
    to = second.test;
    length += comma[0].length + second.length;
  }
  const [blanks = '', negated = ''] = /^\s*(!?)\s*/.exec(text.slice(length)) ?? [];
  return { address: { from: first.test, to, negated: negated !== '' }, length: length + blanks.length };
}

function lineTestAt(
  text: string,
  extended: boolean,
  longest: number,
): Read<{ test: LineTest }> | 'unknown' | undefined {
  const number = /^\d+/.exec(text)?.[0];
  if (number !== undefined) {
    if (Number(number) === 0 || /^\d+~/.test(text)) return 'unknown';
    return { test: { kind: 'number', number: Number(number) }, length: number.length };
  }
  if (text.startsWith('$')) return { test: { kind: 'last' }, length: 1 };
  const match = /^(?:\/((?:\\[\s\S]|\[[^\]]*\]|[^\\/[])*)\/|\\([^\w\s\\])([^\n]*?)\2)(I?)/.exec(text);
  if (!match) return text.startsWith('/') || text.startsWith('\\') ? 'unknown' : undefined;
  const [whole, slashed, , other, flags = ''] = match;
  const pattern = slashed === undefined ? (other ?? '') : slashed.replaceAll('\\/', '/');
  const regex = patternWithHoles(pattern, extended, longest, flags === '' ? '' : 'i');
  if (!regex || pattern === '') return 'unknown';
  return { test: { kind: 'regex', ...regex }, length: whole.length };
}

/** Something unknown in a pattern may match any text. */
function patternWithHoles(
  pattern: string,
  extended: boolean,
  longest: number,
  flags: string,
): { regex: RegExp; certain: boolean } | undefined {
  const certain = !pattern.includes(UNKNOWN);
  const regex = regexOf(pattern.replaceAll(UNKNOWN, '.*'), extended, longest, flags);
  return regex && { regex, certain };
}

function commandAt(
  text: string,
  extended: boolean,
  longest: number,
): Read<Pick<SedCommand, 'action'>> | undefined {
  const single = /^[dpq](?=\s*(?:;|\n|\}|$))/.exec(text)?.[0];
  if (single)
    return { action: { kind: single === 'd' ? 'delete' : single === 'p' ? 'print' : 'quit' }, length: 1 };
  const added = /^([aic])(?:[ \t]*\\\n|[ \t]*\\?[ \t]*)((?:\\[\s\S]|[^\\\n])*)(?:\n|$)/.exec(text);
  if (added) {
    const [whole, letter, written = ''] = added;
    const kind = letter === 'a' ? 'append' : letter === 'i' ? 'insert' : 'change';
    const unescaped = written.replace(/\\([\s\S])/g, '$1');
    // Escapes beyond backslashes themselves differ between versions.
    return /\\[a-z]/.test(written) || written === ''
      ? undefined
      : { action: { kind, text: unescaped }, length: whole.length };
  }
  return substitutionAt(text, extended, longest);
}

/** `s/pattern/replacement/flags`, with any sign in place of the slash. */
function substitutionAt(
  text: string,
  extended: boolean,
  longest: number,
): Read<Pick<SedCommand, 'action'>> | undefined {
  const sign = text.charAt(1);
  if (text.charAt(0) !== 's' || !/^[^\w\s\\\uE000]$/.test(sign)) return undefined;
  const first = upTo(text, 2, sign, true);
  const second = first === undefined ? undefined : upTo(text, first + 1, sign, false);
  if (first === undefined || second === undefined) return undefined;
  const [flags = ''] = /^[gIip]*/.exec(text.slice(second + 1)) ?? [];
  const end = second + 1 + flags.length;
  if (!/^\s*(?:;|\n|\}|$)/.test(text.slice(end))) return undefined;
  const unescaped = (one: string): string =>
    sign === '/' ? one.replaceAll('\\/', '/') : one.replaceAll(`\\${sign}`, sign);
  const pattern = unescaped(text.slice(2, first));
  if (
    pattern === '' ||
    (sign !== '/' && /[.*[\]^$+?(){}|]/.test(sign) && text.slice(2, first).includes(`\\${sign}`))
  )
    return undefined;
  const regex = patternWithHoles(
    pattern,
    extended,
    longest,
    `${flags.includes('g') ? 'g' : ''}${/[Ii]/.test(flags) ? 'i' : ''}`,
  );
  const replacement = replacementOf(unescaped(text.slice(first + 1, second)));
  if (!regex || replacement === undefined) return undefined;
  return { action: { kind: 'substitute', ...regex, replacement, print: flags.includes('p') }, length: end };
}

/** The next sign that is not escaped, nor in brackets. */
function upTo(text: string, from: number, sign: string, isPattern: boolean): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === sign) return at;
    else if (isPattern && character === '[') {
      const set = /^\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/.exec(text.slice(at, at + 200))?.[0];
      if (set !== undefined) at += set.length - 1;
    } else if (character === '\n' && isPattern) return undefined;
  }
  return undefined;
}

/** `&` and `\1` in the words of JavaScript. */
function replacementOf(written: string): string | undefined {
  if (/\\[^\dn/&\\.$"'*[\]^#|@,:!%~ {}()=<>?+_\n-]/.test(written)) return undefined;
  return written.replace(/\\([\s\S])|([&$])/g, (_, escaped?: string, sign?: string) => {
    if (escaped === 'n') return '\n';
    if (escaped !== undefined) return /\d/.test(escaped) ? `$${escaped}` : escaped === '$' ? '$$' : escaped;
    return sign === '&' ? '$&' : '$$';
  });
}
