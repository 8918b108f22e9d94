/** What `echo` and `printf` print, as far as every shell prints the same. */

import type { Command } from './command';
import type { Word } from './shell';

/** What `echo` or `printf` at the head of a pipe prints. */
export function printed(command: Command): Word | undefined {
  const [program, ...args] = command.words;
  const body = command.redirects.find(({ operator }) => operator === '<<')?.body;
  if (program?.value === 'cat' && body) return body;
  return program?.value === 'echo' || program?.value === 'printf'
    ? printedWord(program.value, args)
    : undefined;
}

/** @returns undefined where nobody can tell what is printed, or a format is not read here */
export function printedWord(name: string, args: readonly Word[]): Word | undefined {
  const flags = name === 'echo' && /^-[neE]+$/.test(args[0]?.value ?? '') ? (args[0]?.value ?? '') : '';
  const texts = flags === '' ? args : args.slice(1);
  const values = texts.map(({ value }) => value);
  const value = name === 'printf' ? formatted(values) : echoed(values.join(' '), flags);
  if (value === undefined) return undefined;
  const span = { start: texts[0]?.span.start ?? 0, end: texts.at(-1)?.span.end ?? 0 };
  return { value, span, certain: texts.every(({ certain }) => certain), exact: false };
}

/**
 * Without `-e` some shells read backslashes and others do not; a server starts only with what comes out where they are
 * read, as no directive has one in its name.
 */
function echoed(text: string, flags: string): string | undefined {
  const line = unescaped(text);
  return flags.includes('n') ? line : line && `${line}\n`;
}

/** `%s`, `%d` and `%%`; the format is used again while arguments are left. */
function formatted([format = '', ...values]: readonly string[]): string | undefined {
  const text = unescaped(format);
  if (text === undefined || /%(?![sd%])/.test(text)) return undefined;
  const rest = [...values];
  let printed = '';
  do printed += text.replace(/%([sd%])/g, (_, kind: string) => (kind === '%' ? '%' : (rest.shift() ?? '')));
  while (rest.length > 0 && /%[sd]/.test(text));
  return printed;
}

function unescaped(text: string): string | undefined {
  if (/\\(?![nt\\"'])/.test(text)) return undefined;
  return text.replace(/\\([nt\\"'])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
  );
}
