/** How units of systemd and files of Quadlet write and start what they run. */

import { isOpen } from '../../container/open-text';
import { shellQuote } from '../../container/shell/quote';
import { wordOf } from '../../container/shell/words';
import type { ContainerDialect, ContainerUnit } from '../../container/unit';
import { quoteArgument } from '../../directives/split-arguments';
import type { Edit } from '../../model/finding';
import { newlineAt } from '../../text/newline';
import type { TextOf } from '../../yaml/edit/edit';
import { limitEdits, showLimit } from './limit-edits';
import type { WrittenLimit } from './read/limits';
import type { UnitSettings } from './read/settings';

/** Of one unit: its limits may be written in several files. */
export function serviceDialect(settings: UnitSettings, limits: readonly WrittenLimit[]): ContainerDialect {
  return {
    machine: 'host',
    // Instances of a template share its file.
    together: 'file',
    argumentsKey: 'ExecStart',
    argumentsNameProgram: true,
    word: (scalar) => wordOf(scalar, scalar.text, !isOpen(scalar.text)),
    writeWords: (words, script) => escaped(words.map(script ? shellQuote : quoted).join(' ')),
    isShared: () => false,
    addArguments: () => [],
    limitEdits: (_, bytes, text) => limitEdits(limits, settings, bytes, text),
    showLimit: (_, bytes, text) => showLimit(limits, bytes, text),
  };
}

export function containerDialect(settings: UnitSettings, limits: readonly WrittenLimit[]): ContainerDialect {
  return {
    ...serviceDialect(settings, limits),
    argumentsKey: 'Exec',
    writeWords: (words, script) => (script ? escaped(words.map(shellQuote).join(' ')) : quadletWords(words)),
    addArguments: (unit, words, text) => addExec(unit, words, text),
  };
}

/** Quotes mean the same in both kinds; what a word of a server never holds is left to them. */
const quoted = (word: string): string =>
  /^[\w./:=@%$+,-]+$/.test(word) ? word : word.includes('"') ? shellQuote(word) : `"${word}"`;

/** A percent sign begins a specifier, a dollar sign a variable; backslashes mean something else at each level. */
const escaped = (text: string): string | undefined =>
  text.includes('\\') ? undefined : text.replaceAll('%', '%%').replaceAll('$', '$$$$');

/** Quadlet stops at an empty word: an option with one is written as one word with its value. */
function quadletWords(words: readonly string[]): string | undefined {
  const empty = words.indexOf('');
  if (empty === -1) return escaped(words.map(quoted).join(' '));
  const start = words.findLastIndex((word, index) => index < empty && word.startsWith('--'));
  const next = words.findIndex((word, index) => index > empty && word.startsWith('--'));
  const end = next === -1 ? words.length : next;
  if (start === -1) return undefined;
  const [option = '', ...values] = words.slice(start, end);
  const together = `"${[option, ...values.map(quoteArgument)].join(' ').replaceAll('"', '\\"')}"`;
  const others = [quadletWords(words.slice(0, start)), together, quadletWords(words.slice(end))];
  return others.every((one) => one !== undefined) ? others.filter((one) => one !== '').join(' ') : undefined;
}

/** `Exec=` below the image. */
function addExec({ anchor }: ContainerUnit, words: readonly string[], text: TextOf): Edit[] {
  const written = quadletWords(words);
  if (written === undefined) return [];
  const piece = text(anchor);
  const { end } = anchor.span;
  return [
    { file: anchor.file, span: { start: end, end }, newText: `${newlineAt(piece, end)}Exec=${written}` },
  ];
}
