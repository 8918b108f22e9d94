/** The JSON format. Lines and characters count from 0, as in LSP; memory is in bytes. */

import { isSecret } from '../../core/explain/secrets';
import { contained } from '../../core/failure';
import type { Fact, Origin } from '../../core/model/fact';
import { fullMessage } from '../../core/model/finding';
import type { RedisInstance } from '../../core/server/instance';
import { COMMON_SETTINGS, printedSetting } from '../../core/server/printed-settings';
import type { PresentPlace } from '../../core/text/span';
import type { Report, SourceFiles } from '../report';

export function formatJson(report: Report): string {
  const { files } = report;
  const at = (place: PresentPlace) => ({ file: files.name(place.file), range: files.range(place) });
  const content = {
    version: report.version,
    findings: report.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: fullMessage(finding),
      ...at(finding.place),
      ...(finding.through === undefined ? {} : { through: files.name(finding.through) }),
      related: finding.related.map((one) => ({ ...at(one.place), message: one.message })),
      fixes: finding.fixes.map(({ title, safety, edits }) => ({
        title,
        safety,
        edits: edits.map((edit) => ({ ...at(edit), newText: edit.newText })),
      })),
    })),
    instances: report.instances.map((instance) => describedOrNamed(instance, report)),
    problems: report.problems,
    stats: report.stats,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Only the name where describing it fails. */
function describedOrNamed(instance: RedisInstance, { failures, files }: Report): object {
  const { file, kind, name } = instance;
  return contained<object>(
    () => describeInstance(instance, files),
    () => ({ file: files.name(file), name, kind }),
    (error) => failures.add({ file, what: `${name} could not be described.`, error }),
  );
}

/** What the linter believes of a server, each setting with where it comes from. */
export function describeInstance(instance: RedisInstance, files: SourceFiles): object {
  const { chosen, reason } = instance.version;
  const fact = (one: Fact<unknown>) => describeFact(one, files);
  return {
    file: files.name(instance.file),
    name: instance.name,
    kind: instance.kind,
    product: chosen.product,
    version: `${chosen.major}.${chosen.minor}.${chosen.patch}`,
    versionReason: reason,
    role: fact(instance.role),
    settings: instance.kind === 'server' ? describeSettings(instance, files) : {},
    limit: fact(instance.limit),
    dataset: fact(instance.dataset),
    forks: instance.forkTriggers.map(({ kind, what, certain }) => ({ kind, what, certain })),
  };
}

function describeSettings(instance: RedisInstance, files: SourceFiles): object {
  // A first word that the version does not know sets nothing, and may have a password in it (`requirepas=…`).
  const written = [...instance.directives.names()].filter((name) => instance.directives.last(name)?.info);
  const names = new Set(['save', ...COMMON_SETTINGS, ...written]);
  const shown = [...names].filter((name) => !isSecret(name) && !STATEMENTS.has(name));
  return Object.fromEntries(shown.map((name) => [name, describeFact(printedSetting(instance, name), files)]));
}

/** They act instead of setting a value. */
const STATEMENTS: ReadonlySet<string> = new Set([
  'include',
  'loadmodule',
  'rename-command',
  'user',
  'sentinel',
]);

export function describeFact(fact: Fact<unknown>, files: SourceFiles): object {
  switch (fact.kind) {
    case 'unknown':
      return {
        kind: 'unknown',
        why: fact.why,
        ...(fact.origin ? { origin: describeOrigin(fact.origin, files) } : {}),
      };
    case 'conflicting':
      return { kind: 'conflicting', candidates: fact.candidates.map((one) => describeFact(one, files)) };
    default:
      return { kind: fact.kind, value: fact.value, origin: describeOrigin(fact.origin, files) };
  }
}

function describeOrigin({ layer, place, detail }: Origin, files: SourceFiles): object {
  return {
    layer,
    ...(detail === undefined ? {} : { detail }),
    ...(place === undefined ? {} : { file: files.name(place.file), range: files.range(files.now(place)) }),
  };
}
