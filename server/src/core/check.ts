/** What the rules say about one server, with the severities of the configuration. */

import type { Configuration, Level } from './configuration';
import type { Fix, Found } from './model/finding';
import { RULES, ruleById } from './rules/index';
import type { NewFinding, Rule } from './rules/rule';
import type { RedisInstance } from './server/instance';

/** Runs every rule that is on and that can know enough. */
export function checkInstance(instance: RedisInstance, configuration: Configuration): Found[] {
  const findings: Found[] = [];
  const subject = subjectOf(instance);
  for (const rule of RULES) {
    const level = configuration.rules.get(rule.id);
    if (level === 'off' || isSilent(rule, instance)) continue;
    rule.check(instance, (found) => {
      const finding = complete(rule.id, found, level);
      findings.push({ ...finding, ...subject, ...(instance.downgraded ? { severity: 'hint' } : {}) });
    });
  }
  return findings;
}

/** Of a configuration that nobody is seen to read only the file itself can be judged, and what it would do to forks. */
const isSilent = ({ category }: Rule, { withoutWorkload, notLoaded }: RedisInstance): boolean =>
  (withoutWorkload && category === 'limits') || (notLoaded === true && category !== 'file');

/** In which overlay it is so is told when it is known how the others differ. */
function subjectOf({ name, overlay, placement }: RedisInstance): { readonly subject?: string } {
  if (!placement) return {};
  return { subject: overlay ? name.replace(` (${overlay.label})`, '') : name };
}

/** @param level as the configuration has it */
export function complete(rule: string, { at, fixes, ...found }: NewFinding, level: Level | undefined): Found {
  const own = found.severity ?? ruleById(rule)?.severity ?? 'warning';
  return {
    related: [],
    tags: [],
    ...found,
    fixes: offered(fixes ?? []),
    rule,
    place: at,
    severity: level === undefined || level === 'off' ? own : level,
  };
}

/** A fix that has nothing to change here cannot be offered. */
function offered(fixes: NonNullable<NewFinding['fixes']>): () => readonly Fix[] {
  let found: readonly Fix[] | undefined;
  return () => {
    found ??= (typeof fixes === 'function' ? fixes() : fixes).filter(({ edits }) => edits.length > 0);
    return found;
  };
}
