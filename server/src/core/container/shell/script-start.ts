/** The server that a script starts, among its other commands. */

import type { Start, StartContext } from '../started';
import { type ArgumentWord, wordIn } from './argument-word';
import type { Command } from './command';
import { parseScript } from './shell';
import type { Word } from './unit-words';

/**
 * The last server that a script starts; commands before it may write its configuration.
 * @param given arguments of the script
 * @param read what a command line starts
 */
export function startInScript(
  script: ArgumentWord,
  given: readonly ArgumentWord[],
  { variables }: StartContext,
  read: (words: readonly ArgumentWord[]) => Start | undefined,
): Start | undefined {
  const commands = parseScript(script.value, variables);
  const starts = commands.flatMap((command, index) => {
    const before = commands.slice(0, index);
    const passedOn = isCertain(command) && passesOn(command, script) && !before.some(changesArguments);
    const words = withoutAssignments(command.words).map((word) => wordIn(script, word));
    const all = passedOn ? [...words.slice(0, -1), ...given] : words;
    const start = all.length > 0 ? read(all) : undefined;
    const after = commands.slice(index + 1).map(({ words: [first] }) => first);
    const end = after.findIndex((word) => !/^--[a-z]/.test(word?.value ?? ''));
    const lost = after
      .slice(0, end === -1 ? undefined : end)
      .flatMap((word) => (word ? [wordIn(script, word)] : []));
    const found = start && { ...start, lost, passedOn: start.passedOn || passedOn };
    return found ? [{ start: found, before, certain: isCertain(command) }] : [];
  });
  // A Sentinel beside a server, or one that would come after it.
  const last = starts.findLast(({ start, certain }) => certain && start.kind === 'server') ?? starts.at(-1);
  if (!last) return undefined;
  const alternatives = starts
    .filter((other) => other !== last && other.start.kind === last.start.kind)
    .map(({ start }) => start.args);
  return last.start.script
    ? { ...last.start, alternatives: [...last.start.alternatives, ...alternatives] }
    : { ...last.start, before: last.before, script, alternatives };
}

const isCertain = ({ doubtful, branches }: Command): boolean => !doubtful && branches.length === 0;

/** The command ends in the arguments of the script. */
function passesOn({ words }: Command, { value }: ArgumentWord): boolean {
  const span = words.at(-1)?.span;
  return span !== undefined && /^(?:"\$@"|\$@|\$\*)$/.test(value.slice(span.start, span.end));
}

/** `set -- …` and `shift`. */
const changesArguments = ({ words }: Command): boolean =>
  words[0]?.value === 'shift' ||
  (words[0]?.value === 'set' && words.slice(1).some(({ value }) => value === '--' || !/^[-+]/.test(value)));

const withoutAssignments = (words: readonly Word[]): readonly Word[] => {
  const first = words.findIndex(({ value }) => !/^[A-Za-z_]\w*=/.test(value));
  return first === -1 ? [] : words.slice(first);
};
