/**
 * What a lint of a whole repository says of some of its files. A finding in a named file concerns it. So does a finding
 * elsewhere that the named files cause: it refers to them, or it is not there without them. Where no other file reads the
 * named ones, as with an overlay, every finding of the servers that they build concerns them.
 */

import type { Configuration } from './configuration';
import type { Linter, LintResult } from './lint';
import { type Finding, fullMessage } from './model/finding';
import { missingReferences } from './platform/missing';
import type { Project } from './project/project';
import type { RedisInstance } from './server/instance';
import { signatureOf } from './server/signature';
import type { FileId } from './text/span';

/**
 * @param linter that gave `whole`; what it remembers is used again
 * @param whole the result for the project with every file
 * @returns the part of the result that concerns the named files
 */
export function concerning(
  named: ReadonlySet<FileId>,
  whole: LintResult,
  linter: Linter,
  project: Project,
  configuration: Configuration,
): LintResult {
  if ([...project.ids].every((file) => named.has(file))) return whole;
  const remaining = project.without(named);
  const rest = linter.lint(withEmptyConfigurations(named, project, remaining), configuration);
  const built = serversBuiltFrom(named, whole, rest);
  const complete = new Set([...built.keys()].filter(isComplete(named, remaining)));
  const concern = new Concern(named, rest, built, complete, serversByFinding(whole, project));
  return {
    ...whole,
    findings: whole.findings.flatMap((finding) => concern.of(finding) ?? []),
    instances: whole.instances.filter((instance) => built.has(instance)),
  };
}

/** An included file that is not there could set anything, and what is unknown has no findings; an empty one sets nothing. */
function withEmptyConfigurations(named: ReadonlySet<FileId>, project: Project, remaining: Project): Project {
  const emptied = remaining.without(new Set());
  for (const file of named)
    if (!project.yaml(file)) emptied.set(file, '', { redisConf: project.conf(file) !== undefined });
  return emptied;
}

/** Servers that are different, or not there, without the named files, each with its signature. */
function serversBuiltFrom(
  named: ReadonlySet<FileId>,
  whole: LintResult,
  rest: LintResult,
): ReadonlyMap<RedisInstance, string> {
  const others = new Set(rest.instances.map(signatureOf));
  return new Map(
    whole.instances
      .map((instance) => [instance, signatureOf(instance)] as const)
      .filter(
        ([{ file, overlay }, signature]) =>
          named.has(file) || (overlay && named.has(overlay.place.file)) || !others.has(signature),
      ),
  );
}

/** Whether a server is named as a whole: its overlay is named, or no other file reads the named ones. */
function isComplete(named: ReadonlySet<FileId>, remaining: Project): (instance: RedisInstance) => boolean {
  const isPart = isReadByOthers(named, remaining);
  return ({ overlay }) => !isPart || (overlay !== undefined && named.has(overlay.place.file));
}

/** Whether a file is included, mounted or built upon by a file that is not named. */
function isReadByOthers(named: ReadonlySet<FileId>, remaining: Project): boolean {
  const files = [...named];
  const folders = new Set(files.map((file) => file.slice(0, file.lastIndexOf('/'))));
  return (missingReferences(remaining).value ?? []).some(
    ({ target, wild, matches, mayBeFolder }) =>
      named.has(target) || (mayBeFolder && folders.has(target)) || (wild && files.some(matches)),
  );
}

function serversByFinding(
  { checked }: LintResult,
  project: Project,
): ReadonlyMap<string, readonly RedisInstance[]> {
  const servers = new Map<string, RedisInstance[]>();
  for (const { instance, findings } of checked)
    for (const finding of findings) {
      const key = placeKey({ ...finding, place: project.now(finding.place) });
      servers.set(key, [...(servers.get(key) ?? []), instance]);
    }
  return servers;
}

class Concern {
  readonly #elsewhere: ReadonlySet<string>;

  constructor(
    readonly named: ReadonlySet<FileId>,
    rest: LintResult,
    readonly built: ReadonlyMap<RedisInstance, string>,
    readonly complete: ReadonlySet<RedisInstance>,
    readonly servers: ReadonlyMap<string, readonly RedisInstance[]>,
  ) {
    this.#elsewhere = new Set(rest.findings.map(contentKey));
  }

  /** @returns undefined for a finding that does not concern the named files */
  of(finding: Finding): Finding | undefined {
    if (this.named.has(finding.place.file)) return finding;
    const related = finding.related.find(({ place }) => this.named.has(place.file))?.place.file;
    const servers = this.servers.get(placeKey(finding)) ?? [];
    const isCaused = related !== undefined || !this.#elsewhere.has(contentKey(finding));
    if (!isCaused && !servers.some((one) => this.complete.has(one))) return undefined;
    const through = related ?? this.#readBy(servers);
    return {
      ...finding,
      get fixes() {
        return finding.fixes;
      },
      ...(through === undefined ? {} : { through }),
    };
  }

  /** The named file, or the first of several that one of the servers reads. */
  #readBy(servers: readonly RedisInstance[]): FileId | undefined {
    const [first, ...others] = this.named;
    if (others.length === 0) return first;
    const signatures = servers.flatMap((server) => this.built.get(server) ?? []);
    return [...this.named].find((file) =>
      signatures.some((signature) => signature.includes(JSON.stringify(file))),
    );
  }
}

const placeKey = ({ rule, message, place }: Pick<Finding, 'rule' | 'message' | 'place'>): string =>
  JSON.stringify([rule, message, place]);

const contentKey = (finding: Finding): string =>
  JSON.stringify([finding.rule, finding.severity, fullMessage(finding), finding.place]);
