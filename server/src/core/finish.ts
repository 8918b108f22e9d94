/**
 * Turns the rules' findings into output, file by file: applies suppressions, adds findings about annotations and about
 * failures, and sorts.
 */

import type { LineAnnotation } from './annotations/piece-annotations';
import { complete } from './check';
import { appliesTo, type Configuration } from './configuration';
import { contained, type Failure, Failures, failureMessage } from './failure';
import type { Finding, Found } from './model/finding';
import { findingNow } from './project/now';
import type { Project } from './project/project';
import { RULE_IDS } from './rules/index';
import {
  type Annotated,
  allowFix,
  FileSuppressions,
  lineSuppressions,
  removeAllow,
  type Suppression,
  suppressionsOf,
  unknownRules,
} from './suppress';
import { advance, type FileId, type Place, presentOffset } from './text/span';
import type { LimitReached } from './work-limits';

/** What comments say in files that are neither YAML nor a redis.conf. */
export type OtherAnnotations = ReadonlyMap<FileId, readonly LineAnnotation[]>;

/**
 * Applies suppressions, adds findings about annotations, and adds the fixes that write a suppression.
 * @param failures receives the failures of this step, and later those of fixes
 */
export function finish(
  found: readonly Found[],
  failures: Failures,
  project: Project,
  configuration: Configuration,
  others: OtherAnnotations,
): Finding[] {
  const before = failures.all.length;
  const early = failures.all.flatMap((failure) => failureFound(failure, project, configuration));
  const byFile = groupByFile([...found, ...early]);
  const files = new Set([...byFile.keys(), ...annotatedFiles(project), ...others.keys()]);
  const finisher = new Finisher(project, configuration, failures, others);
  const finished = [...files].flatMap((file) => finisher.file(file, byFile.get(file) ?? []));
  const late = lateFindings(failures.all.slice(before), project, configuration);
  return [...finished, ...late].sort(byPlace);
}

/** Failures after the check, as findings. */
export const lateFindings = (
  failures: readonly Failure[],
  project: Project,
  configuration: Configuration,
): Finding[] =>
  failures
    .flatMap((failure) => failureFound(failure, project, configuration))
    .map((found) => findingNow(found, project, new Failures()));

/** Where reading stopped at a limit. */
export function limitFindings(limits: readonly LimitReached[], configuration: Configuration): Found[] {
  const level = configuration.rules.get('work-limit');
  if (level === 'off') return [];
  return limits.map(({ place, message }) => complete('work-limit', { at: place, message }, level));
}

/** At the top of the file. */
function failureFound(failure: Failure, project: Project, configuration: Configuration): Found[] {
  const rule = 'could-not-be-checked';
  const level = configuration.rules.get(rule);
  if (level === 'off') return [];
  return [complete(rule, { at: topOf(failure.file, project), message: failureMessage(failure) }, level)];
}

/** The first line. */
function topOf(file: FileId, project: Project): Place {
  const start = project.stable(file, presentOffset(0));
  const piece = project.piece({ file, span: { start, end: start } });
  const line = piece.slice(start, piece.lineEnd(start)).trimEnd();
  return { file, span: { start, end: advance(start, line.length) } };
}

function groupByFile(found: readonly Found[]): ReadonlyMap<FileId, readonly Found[]> {
  const byFile = new Map<FileId, Found[]>();
  for (const finding of found) {
    const { file } = finding.place;
    const before = byFile.get(file);
    if (before) before.push(finding);
    else byFile.set(file, [finding]);
  }
  return byFile;
}

function annotatedFiles(project: Project): FileId[] {
  const confs = project.confs().filter(({ annotations }) => annotations.length > 0);
  const yamls = project.yamls().filter(({ chunks }) => chunks.some(({ annotated }) => annotated));
  return [...confs, ...yamls].map(({ file }) => file);
}

class Finisher {
  constructor(
    readonly project: Project,
    readonly configuration: Configuration,
    readonly failures: Failures,
    readonly others: OtherAnnotations,
  ) {}

  /** A failure here costs this file its suppressions; its findings are still shown. */
  file(file: FileId, found: readonly Found[]): Finding[] {
    return contained(
      () => this.#kept(file, found).map((finding) => this.#shown(finding)),
      () => found.map((finding) => this.#shown(finding)),
      (error) => {
        const what = 'The "# forkguard:" comments of this file could not be read.';
        this.failures.add({ file, what, error });
      },
    );
  }

  #shown(finding: Found): Finding {
    return findingNow(withAllowFix(finding, this.project), this.project, this.failures);
  }

  /** Without what is suppressed, with what is wrong with the annotations. */
  #kept(file: FileId, found: readonly Found[]): Found[] {
    const { configuration, project } = this;
    const { annotations, suppressions } = annotationsIn(file, project, this.others);
    const inProject = configuration.allows.filter(({ path }) => appliesTo(configuration, path, file));
    const allowed = new Set(inProject.map(({ rule }) => rule));
    // Every suppression is tried, also where the project file allows the same: one that does something is used.
    const isKept = (finding: Found) => !suppressions.suppress(finding) && !allowed.has(finding.rule);
    const kept = [...found, ...annotationFindings(annotations, configuration)].filter(isKept);
    const unused = unusedFindings(suppressions.unused, project, configuration);
    return [...kept, ...unused.filter(isKept)];
  }
}

function annotationsIn(
  file: FileId,
  project: Project,
  others: OtherAnnotations,
): { readonly annotations: readonly Annotated[]; readonly suppressions: FileSuppressions } {
  const conf = project.conf(file);
  if (conf)
    return {
      annotations: conf.annotations,
      suppressions: new FileSuppressions(suppressionsOf(conf.config, conf.annotations), 'beginning'),
    };
  const yaml = project.yaml(file);
  const annotations = yaml ? project.yamlAnnotations(yaml) : (others.get(file) ?? []);
  return { annotations, suppressions: new FileSuppressions(lineSuppressions(annotations), 'part') };
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
  unused: readonly Suppression[],
  project: Project,
  configuration: Configuration,
): Found[] {
  const level = configuration.rules.get('unused-allow');
  if (level === 'off') return [];
  return unused
    .filter(({ rule }) => RULE_IDS.has(rule) && configuration.rules.get(rule) !== 'off')
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

/** Findings about comments and about failures get no fix that writes an allow comment. */
const WITHOUT_ALLOW_FIX: ReadonlySet<string> = new Set([
  'unused-allow',
  'invalid-annotation',
  'could-not-be-checked',
]);

function withAllowFix(finding: Found, project: Project): Found {
  if (WITHOUT_ALLOW_FIX.has(finding.rule)) return finding;
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
