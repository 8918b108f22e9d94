/** Runs the rules on one server, with the configured severities. */

import type { Configuration, Level } from './configuration';
import type { Failure } from './failure';
import type { Fix, Found } from './model/finding';
import { RULES, ruleById } from './rules/index';
import type { NewFinding, Rule } from './rules/rule';
import type { RedisInstance } from './server/instance';

/**
 * Runs every enabled rule whose required facts can be known.
 * @param failed called for a rule that throws; the other rules still run
 */
export function checkInstance(
  instance: RedisInstance,
  configuration: Configuration,
  failed: (failure: Failure) => void = rethrow,
): Found[] {
  const findings: Found[] = [];
  const subject = subjectOf(instance);
  for (const rule of RULES) {
    const level = configuration.rules.get(rule.id);
    if (level === 'off' || isSilent(rule, instance)) continue;
    const report = (found: NewFinding): void => {
      const finding = complete(rule.id, found, level);
      findings.push({ ...finding, ...subject, ...(instance.downgraded ? { severity: 'hint' } : {}) });
    };
    try {
      rule.check(instance, report);
    } catch (error) {
      const what = `${rule.id} could not be checked for ${instance.name}.`;
      failed({ file: instance.file, what, error });
    }
  }
  return findings;
}

function rethrow({ error }: Failure): never {
  throw error;
}

/** Without a known reader of the configuration, only rules about the file itself and about forks apply. */
const isSilent = ({ category }: Rule, { withoutWorkload, notLoaded }: RedisInstance): boolean =>
  (withoutWorkload && category === 'limits') || (notLoaded === true && category !== 'file');

/** Omits the overlay, which is added only if the overlays differ. */
function subjectOf({ name, overlay, placement }: RedisInstance): { readonly subject?: string } {
  if (!placement) return {};
  return { subject: overlay ? name.replace(` (${overlay.label})`, '') : name };
}

/** @param level as configured */
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

/** A fix without edits is not offered. */
function offered(fixes: NonNullable<NewFinding['fixes']>): () => readonly Fix[] {
  let found: readonly Fix[] | undefined;
  return () => {
    found ??= (typeof fixes === 'function' ? fixes() : fixes).filter(({ edits }) => edits.length > 0);
    return found;
  };
}
