/** The examples of every rule as files: texts with every kind of finding and fix. */

import { RULES } from '../../../server/src/core/rules/index';
import type { Example } from '../../../server/src/core/rules/rule';
import { readMarks } from '../../support/marked-text';

export interface ExampleFolder {
  /** Folder of its own, `<rule>-<number>`. */
  readonly name: string;
  readonly rule: string;
  /** Path of the example itself. */
  readonly file: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

export const EXAMPLES: readonly ExampleFolder[] = RULES.flatMap(({ id, examples }) =>
  examples.map((example, index) => folderOf(id, example, `${id}-${index}`)),
);

function folderOf(rule: string, example: Example, name: string): ExampleFolder {
  const { text } = readMarks(example.text);
  const file = `${name}/${example.file ?? 'redis.conf'}`;
  const others = Object.entries(example.files ?? {}).map(([other, content]) => [`${name}/${other}`, content]);
  return { name, rule, file, text, files: { ...Object.fromEntries(others), [file]: text } };
}

/** Every file of every example. */
export const EXAMPLE_FILES: Readonly<Record<string, string>> = Object.assign(
  {},
  ...EXAMPLES.map(({ files }) => files),
);
