/** `forkguard explain`: the list of rules, and the page of each. */

import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/core/rules/index';
import { forkguard } from './support/run';

describe('explain', () => {
  it('lists every rule with its severity and what it is about', async () => {
    const { code, out, err } = await forkguard('/', 'explain');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/\s+/).slice(0, 2))).toEqual(
      RULES.map(({ id, severity }) => [id, severity]),
    );
    for (const [index, line] of lines.entries())
      expect(line.endsWith(`  ${RULES[index]?.summary}`)).toBe(true);
    expect(new Set(lines.map((line) => line.search(/ {2}(?:error|warning|information|hint) /))).size).toBe(1);
    expect([code, err]).toEqual([0, []]);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('prints the page of %s', async (id, rule) => {
    const { code, out } = await forkguard('/', 'explain', id);
    expect(out.startsWith(`# ${id}\n\n${rule.summary}.`)).toBe(true);
    for (const part of Object.values(rule.docs).flat()) expect(out).toContain(part);
    for (const { name, messages = [] } of rule.examples)
      for (const part of [name, ...messages]) expect(out).toContain(part);
    expect(out).not.toMatch(/[⟦⟧]/);
    expect(out.endsWith('\n')).toBe(true);
    expect(code).toBe(0);
  });
});
