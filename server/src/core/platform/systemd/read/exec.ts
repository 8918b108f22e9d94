/** `ExecStart=` as systemd reads it (`config_parse_exec`, load-fragment.c): prefixes, several commands on a line, words. */

import { isOpen } from '../../../container/open-text';
import type { MappedText } from '../../../yaml/edit/mapped-text';
import type { ScalarTree } from '../../../yaml/tree';
import { expandWord, type Values } from './expand';
import { putSpecifiers, type UnitContext } from './specifiers';
import type { Setting } from './unit-text';
import { type UnitWord, wordsBeforeFault } from './words';

export interface Command {
  readonly program: UnitWord;
  readonly args: readonly UnitWord[];
  /** Variables are put into its words. */
  readonly expands: boolean;
  readonly setting: Setting;
}

/**
 * `-` failure is fine, `@` another argv[0], `:` no variables, `+ ! !!` other privileges, `|` a shell of the user; each
 * counts once.
 */
function prefixesOf(word: string): string {
  let prefixes = '';
  for (const character of word) {
    const again = prefixes.includes(character) && !(character === '!' && !prefixes.includes('!!'));
    if (again || !'-@:+!|'.includes(character)) break;
    prefixes += character;
  }
  return prefixes;
}

/** @returns those before the first one that systemd refuses */
export function readCommands(setting: Setting, context: UnitContext): Command[] {
  const { words, broken } = wordsBeforeFault(setting.value, 'systemd');
  const all = inCommands(words);
  const commands: Command[] = [];
  for (const own of broken ? all.slice(0, -1) : all) {
    const command = own.length > 0 ? commandOf(own, setting, context) : undefined;
    if (!command) break;
    commands.push(command);
  }
  return commands;
}

/** A word that is `;` alone ends a command; `\;` is one that means itself. */
function inCommands(words: readonly UnitWord[]): UnitWord[][] {
  const commands: UnitWord[][] = [[]];
  for (const word of words) {
    if (word.written === ';') {
      if (commands.at(-1)?.length !== 0) commands.push([]);
    } else commands.at(-1)?.push(word.written === '\\;' ? withText(word, word.text.slice(1, 2)) : word);
  }
  return commands;
}

const withText = (word: UnitWord, text: MappedText): UnitWord => ({ ...word, text });

function commandOf(
  [first, ...rest]: readonly UnitWord[],
  setting: Setting,
  context: UnitContext,
): Command | undefined {
  if (!first) return undefined;
  const prefixes = prefixesOf(first.text.text);
  const named = first.text.slice(prefixes.length, first.text.text.length);
  const renamed = prefixes.includes('@');
  const [name] = rest;
  if (renamed && !(name && putSpecifiers(name.text, context))) return undefined;
  const args = renamed ? rest.slice(1) : rest;
  const [program, ...words] = [withText(first, named), ...args].map((word) => {
    const text = putSpecifiers(word.text, context);
    return text && withText(word, text);
  });
  if (!program || !isProgram(program.text.text) || !words.every((word) => word !== undefined))
    return undefined;
  return { program, args: words, expands: !prefixes.includes(':'), setting };
}

/** A path from the root, or a name that is looked for; what is not known may be either. */
const isProgram = (text: string): boolean =>
  text.startsWith('/') || isOpen(text) || (text !== '' && !text.includes('/'));

/** The words of a command as the process gets them, each with its place. */
export function wordsOf({ program, args, expands }: Command, values: Values): ScalarTree[] {
  const all = args.flatMap((word) => {
    const texts = expands ? expandWord(word.text, values) : [word.text];
    return texts.map((text) => text.toScalar(word.place));
  });
  return [program.text.toScalar(program.place), ...all];
}

/** For signs that a command prepares the machine. */
export const commandText = ({ program, args }: Command): string =>
  [program, ...args].map(({ text }) => text.text).join(' ');
