/** Several texts of which a server gets one: what it gets in any case, and what it may get. */

import { asOptional, type ConfigLine, type ConfigText } from './config-text';

/** The same text, in which only the lines are certain that all the others have, too. */
export function commonTo(config: ConfigText, others: readonly ConfigText[]): ConfigText {
  const conditional = asOptional(config).lines;
  const inAll = (line: ConfigLine): boolean => others.every((other) => holds(other, line, true));
  if (config.lines.every(inAll)) return config;
  return {
    ...config,
    lines: config.lines.map((line, index) => (inAll(line) ? line : (conditional[index] ?? line))),
  };
}

/** The lines that the other text does not have, none of them certain. */
export function beyond(config: ConfigText, other: ConfigText): ConfigText {
  const { lines } = asOptional(config);
  return { ...config, lines: lines.filter((line) => line.kind === 'directive' && !holds(other, line)) };
}

/**
 * The same directive with the same arguments stands in the text; remarks say nothing.
 * @param certain and is certain to be there
 */
const holds = ({ lines }: ConfigText, wanted: ConfigLine, certain = false): boolean =>
  wanted.kind !== 'directive' ||
  lines.some(
    (line) =>
      wordsIn(line) === wordsIn(wanted) && !(certain && line.kind === 'directive' && line.conditional),
  );

const wordsIn = (line: ConfigLine): string =>
  line.kind === 'directive' ? JSON.stringify([line.name, ...line.args.map(({ value }) => value)]) : '';
