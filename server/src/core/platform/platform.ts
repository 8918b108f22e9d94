/**
 * A platform describes how servers are deployed: plain redis.conf files, Kubernetes manifests, Compose, systemd …
 * Each is a folder beside this file and one line in `platforms.ts`. docs/adding-a-platform.md shows how to add one.
 */

import type { LineAnnotation } from '../annotations/piece-annotations';
import type { Configuration } from '../configuration';
import type { MissingFile } from '../project/include';
import type { Project } from '../project/project';
import type { RedisInstance } from '../server/instance';
import type { FileId, Place } from '../text/span';
import type { LimitReached } from '../work-limits';

export interface PlatformContext {
  readonly project: Project;
  readonly configuration: Configuration;
  /** What the platforms asked before this one found, in that order. */
  readonly others: readonly Deployed[];
}

/** The servers that a platform found, and what it knows of the files that they come from. */
export interface Deployed {
  readonly servers: readonly RedisInstance[];
  /** Ways to start the same servers, such as a Compose base with each of its variants: only the worst is reported. */
  readonly alternatives?: readonly (readonly RedisInstance[])[];
  /** Configuration files that become part of a manifest, such as a ConfigMap, that no server was seen to read. */
  readonly embeddedFiles?: ReadonlySet<FileId>;
  /** Places that no edit may touch, because they are written to more than one file. */
  readonly readOnlyPlaces?: readonly Place[];
  /** What comments say in files that are neither YAML nor a redis.conf. */
  readonly annotations?: ReadonlyMap<FileId, readonly LineAnnotation[]>;
  /** Where files multiply the work of reading them beyond a limit. */
  readonly limits?: readonly LimitReached[];
}

/** Reads one workspace, again after every change. It memoises what did not change. */
export interface PlatformReader {
  read(context: PlatformContext): Deployed;
  /** Files that the files of the project name and that it does not have: worth a look on disk. */
  missing?(project: Project): readonly MissingFile[];
}

/** Everything that a platform found: its servers and those of its alternatives. */
export const allServers = ({ servers, alternatives = [] }: Deployed): readonly RedisInstance[] => [
  ...servers,
  ...alternatives.flat(),
];
