/**
 * Every redis.conf example of every rule in the other forms in which a server gets its configuration: the same rule finds
 * the same words there, and every fix leaves a text about which it says nothing more. What cannot be the same is listed,
 * with the reason.
 */

import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/edits';
import type { Edit, Finding } from '../../../server/src/core/model/finding';
import { parseVersion } from '../../../server/src/core/model/version';
import { RULES } from '../../../server/src/core/rules/index';
import type { Example } from '../../../server/src/core/rules/rule';
import type { PresentPlace } from '../../../server/src/core/text/span';
import { judgeServer } from '../../support/command-line';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { imageFor, optionsOf, SOURCE_FORMS } from '../../support/source-forms';

const HARNESS_VERSION = parseVersion('7.2') ?? { product: 'redis', major: 7, minor: 2, patch: 0 };

/**
 * Examples that have no other form, by what stands in them.
 * @returns the reason
 */
function withoutOtherForm({ file = 'redis.conf', files, live }: Example): string | undefined {
  if (live) return 'a running server tells it';
  if (files) return 'it includes files of its own machine';
  if (!/(?:redis|valkey)\.conf$/.test(file)) return 'it is a manifest or the file of a Sentinel already';
  return undefined;
}

/** Suppressions speak of the line below them, and the arguments of a container have other lines. */
const speaksOfALine = (text: string): boolean => /forkguard: *allow /.test(text);

const EXAMPLES = RULES.flatMap(({ id, examples }) =>
  examples.filter((example) => !withoutOtherForm(example)).map((example) => ({ id, example })),
);

describe.each(SOURCE_FORMS)('$name', ({ write, linewise }) => {
  const cases = EXAMPLES.flatMap(({ id, example }) => {
    const conf = readMarks(example.text).text;
    const files = write(conf, example.file ?? 'redis.conf');
    return files && (linewise || !speaksOfALine(conf)) ? [{ id, example, files }] : [];
  });

  it('most examples have it', () => expect(cases.length).toBeGreaterThan(EXAMPLES.length * 0.7));

  it.each(cases.map((one) => [`${one.id}: ${one.example.name}`, one] as const))(
    '%s',
    (_, { id, example, files }) => {
      const found = findingsIn(files, id);
      const words = found.map((finding) => wordsAt(files, finding));
      expect(words).toEqual(expectedWords(example, words));
      for (const { title, edits } of found.flatMap(({ fixes }) =>
        fixes.filter(({ safety }) => safety !== 'allow'),
      )) {
        const fixed = apply(files, edits);
        const left = findingsIn(fixed, id);
        expect(left.length, `after "${title}":\n${Object.values(fixed).join('\n')}`).toBeLessThan(
          found.length,
        );
      }
    },
  );
});

describe('a command line alone', () => {
  const cases = EXAMPLES.flatMap(({ id, example }) => {
    const conf = readMarks(example.text).text;
    const args = optionsOf(conf);
    // A comment states facts or suppresses, and there is none on a command line; a template is none there.
    return args && !/^#|\{\{|\{%|\$\{/m.test(conf) ? [{ id, example, args }] : [];
  });

  it('half of the examples have it', () => expect(cases.length).toBeGreaterThan(EXAMPLES.length / 2));

  it.each(cases.map((one) => [`${one.id}: ${one.example.name}`, one] as const))(
    '%s',
    (_, { id, example, args }) => {
      const file = { 'redis.conf': readMarks(example.text).text };
      const count = (findings: readonly { rule: string }[]) =>
        findings.filter(({ rule }) => rule === id).length;
      const inFile = judgeServer(file, ['redis.conf'], HARNESS_VERSION).findings;
      expect(count(judgeServer({}, args, HARNESS_VERSION).findings)).toBe(count(inFile));
    },
  );
});

const findingsIn = (files: Readonly<Record<string, string>>, id: string): Finding[] =>
  lintFiles(files).findings.filter(({ rule }) => rule === id);

/** What is marked in the example; the image instead where the example marks the head of the file. */
function expectedWords(example: Example, found: readonly string[]): string[] {
  const name = example.file ?? 'redis.conf';
  const { text, spans } = readMarks(example.text);
  const head = lintFiles({ [name]: text }).instances[0]?.anchor.span;
  return spans.map((span, index) => {
    const atHead = span.start === head?.start && span.end === head.end;
    return atHead && found[index] === imageFor(name)
      ? imageFor(name)
      : normal(text.slice(span.start, span.end));
  });
}

const wordsAt = (files: Readonly<Record<string, string>>, { place }: Finding): string =>
  normal((files[place.file.slice(FOLDER.length + 1)] ?? '').slice(place.span.start, place.span.end));

/** Without what the form adds: dashes of options and of list items, quotes, line breaks. */
const normal = (words: string): string =>
  words
    .replace(/\s*\n\s*- /g, ' ')
    .replace(/["']/g, '')
    .replace(/(^|\s)--/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

function apply(
  files: Readonly<Record<string, string>>,
  edits: readonly Edit<PresentPlace>[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ file }) => file === `${FOLDER}/${name}`),
      ),
    ]),
  );
}
