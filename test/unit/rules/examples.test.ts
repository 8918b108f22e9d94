/**
 * The examples of every rule, which are also its documentation: bad ones give exactly the marked spans and the messages
 * and no others; good ones are silent and untouched by fix-all; fixed texts lint clean.
 */

import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/edits';
import type { Finding } from '../../../server/src/core/model/finding';
import { RULES } from '../../../server/src/core/rules/index';
import type { Example } from '../../../server/src/core/rules/rule';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { readingOf } from '../../support/reading';

/** Reported when Forkguard itself fails: no text shows them. Their tests are elsewhere (contain.test.ts). */
const WITHOUT_EXAMPLES: readonly string[] = ['could-not-be-checked'];
const SHOWN = RULES.filter(({ id }) => !WITHOUT_EXAMPLES.includes(id));

describe.each(SHOWN.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has a bad example and a good one', () => {
    expect(rule.examples.some(({ messages }) => messages)).toBe(true);
    expect(rule.examples.some(({ messages }) => !messages)).toBe(true);
  });

  it.each(rule.examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
    const name = example.file ?? 'redis.conf';
    const { text, spans } = readMarks(example.text);
    const found = findingsOf(id, example, text);
    expect(found.map(({ place }) => text.slice(place.span.start, place.span.end))).toEqual(
      spans.map(({ start, end }) => text.slice(start, end)),
    );
    expect(found.map(({ place }) => place)).toEqual(
      spans.map((span) => ({ file: `${FOLDER}/${name}`, span })),
    );
    expect(found.map(({ message }) => message)).toEqual(example.messages ?? []);
    if (!example.messages) expect(fixAll(found, text)).toBe(text);
    if (example.fixed) {
      const fixed = fixWith(found, example.fixed.title, text);
      expect(fixed).toBe(example.fixed.text);
      expect(findingsOf(id, example, fixed)).toEqual([]);
    }
  });
});

function findingsOf(rule: string, example: Example, text: string): Finding[] {
  const files = { ...example.files, [example.file ?? 'redis.conf']: text };
  return lintFiles(files, undefined, example.live && readingOf(example.live)).findings.filter(
    (finding) => finding.rule === rule,
  );
}

function fixWith(findings: readonly Finding[], title: string, text: string): string {
  const fixes = findings.flatMap((finding) => finding.fixes).filter((fix) => fix.title.startsWith(title));
  expect(fixes, `one fix whose title begins with "${title}"`).toHaveLength(1);
  return applyEdits(text, fixes[0]?.edits ?? []);
}

function fixAll(findings: readonly Finding[], text: string): string {
  const safe = findings.flatMap(({ fixes }) => fixes.filter(({ safety }) => safety === 'safe').slice(0, 1));
  return applyEdits(
    text,
    safe.flatMap(({ edits }) => edits),
  );
}
