/** Turns the rules' findings into output: applies suppressions, adds findings about annotations, and sorts. */

import { complete } from './check';
import type { Configuration } from './configuration';
import type { Finding, Found } from './model/finding';
import { findingNow } from './project/now';
import type { Project } from './project/project';
import { RULE_IDS } from './rules/index';
import {
  type Annotated,
  allowFix,
  applySuppressions,
  removeAllow,
  type Suppression,
  suppressionsOf,
  unknownRules,
  yamlSuppressions,
} from './suppress';

/** Applies suppressions, adds findings about annotations, and adds the fixes that write a suppression. */
export function finish(found: readonly Found[], project: Project, configuration: Configuration): Finding[] {
  const suppressions: Suppression[] = [];
  const problems: Found[] = [];
  for (const { config, annotations } of project.confs()) {
    suppressions.push(...suppressionsOf(config, annotations));
    problems.push(...annotationFindings(annotations, configuration));
  }
  for (const yaml of project.yamls()) {
    const annotations = project.yamlAnnotations(yaml);
    suppressions.push(...yamlSuppressions(yaml.file, annotations));
    problems.push(...annotationFindings(annotations, configuration));
  }
  const kept = applySuppressions([...found, ...problems], suppressions, configuration);
  const unused = unusedFindings(suppressions, project, configuration);
  const all = [...kept, ...applySuppressions(unused, suppressions, configuration)];
  return all.map((finding) => findingNow(withAllowFix(finding, project), project)).sort(byPlace);
}

function annotationFindings(annotations: readonly Annotated[], configuration: Configuration): Found[] {
  const level = configuration.rules.get('invalid-annotation');
  if (level === 'off') return [];
  return annotations.flatMap(({ allow, problems }) =>
    [...problems, ...(allow ? unknownRules(allow, RULE_IDS) : [])].map(({ message, place }) =>
      complete('invalid-annotation', { at: place, message }, level),
    ),
  );
}

function unusedFindings(
  suppressions: readonly Suppression[],
  project: Project,
  configuration: Configuration,
): Found[] {
  const level = configuration.rules.get('unused-allow');
  if (level === 'off') return [];
  return suppressions
    .filter(({ used, rule }) => !used && RULE_IDS.has(rule) && configuration.rules.get(rule) !== 'off')
    .map((suppression) =>
      complete(
        'unused-allow',
        {
          at: suppression.at,
          message: `${suppression.rule} reports nothing here, so this suppression has no effect.`,
          tags: ['unnecessary'],
          fixes: () => [removeAllow(suppression, project.piece(suppression.at))],
        },
        level,
      ),
    );
}

function withAllowFix(finding: Found, project: Project): Found {
  if (finding.rule === 'unused-allow' || finding.rule === 'invalid-annotation') return finding;
  const { rule, place, fixes } = finding;
  // JSON has no comments, and a comment inside a script could break it.
  const canAllow = (): boolean =>
    project.has(place.file) && !/\.json$/i.test(place.file) && !project.isInScript(place);
  const allow = () => (canAllow() ? [allowFix(rule, place, project.piece(place))] : []);
  return { ...finding, fixes: () => [...fixes(), ...allow()] };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return (
    a.place.span.start - b.place.span.start ||
    a.place.span.end - b.place.span.end ||
    (a.rule < b.rule ? -1 : 1)
  );
}
