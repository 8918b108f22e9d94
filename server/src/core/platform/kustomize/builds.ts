/** The clusters that the kustomizations of a project build, and the files that belong to them. */

import type { Project } from '../../project/project';
import type { FileId, Place } from '../../text/span';
import type { LimitReached } from '../../work-limits';
import { type BuiltObjects, Cluster, type KubeObject } from '../kubernetes/index';
import { buildKustomization } from './build';
import { contentFiles, KustomizeFiles } from './files';
import type { Kustomization } from './read/kustomization';
import { asObject } from './resource';

interface Root {
  readonly kustomization: Kustomization;
  readonly files: ReadonlySet<FileId>;
  readonly kustomizations: readonly Kustomization[];
  readonly generated: readonly FileId[];
}

export class KustomizeBuilds implements BuiltObjects {
  readonly #files: KustomizeFiles;
  /** Those that can concern a server. */
  readonly #roots: readonly Root[];
  /** Everything that is read; a file that is not there yet counts. */
  readonly dependencies: readonly unknown[];
  #built: Everything | undefined;

  constructor(readonly project: Project) {
    this.#files = new KustomizeFiles(project);
    this.#roots = this.#files
      .roots()
      .map((kustomization) => ({ kustomization, ...this.#files.reach(kustomization) }))
      .filter(({ files }) => [...files].some((file) => project.yaml(file)?.relevant || project.conf(file)));
    this.dependencies = [...this.taken].flatMap((file): readonly unknown[] => {
      const chunks = project.yaml(file)?.chunks.map(({ memory }) => memory);
      return [file, ...(chunks ?? [project.text(file)])];
    });
  }

  /** Files that are part of a build: nothing in them stands for itself. */
  get taken(): ReadonlySet<FileId> {
    return new Set(this.#roots.flatMap(({ files }) => [...files]));
  }

  /** Files whose content generators put into ConfigMaps and Secrets. */
  get generated(): ReadonlySet<FileId> {
    return new Set(this.#roots.flatMap(({ generated }) => generated));
  }

  /**
   * Patches, configurations and settings that the project does not have yet. What goes into a Secret is nothing to look
   * for.
   */
  get missing(): readonly FileId[] {
    const named = this.#roots.flatMap(({ kustomizations }) => kustomizations.flatMap(contentFiles));
    return [...new Set(named)].filter((file) => !this.project.has(file));
  }

  /** Resources that the project does not have; a scan of their folder left them out, unless it lies elsewhere. */
  get missingResources(): readonly FileId[] {
    return this.#files.unknownResources();
  }

  get clusters(): readonly Cluster[] {
    return this.#build().clusters;
  }

  get readOnlyPlaces(): readonly Place[] {
    return this.#build().readOnlyPlaces;
  }

  get limits(): readonly LimitReached[] {
    return this.#build().limits;
  }

  #build(): Everything {
    if (this.#built) return this.#built;
    const readOnlyPlaces: Place[] = [];
    const limits: LimitReached[] = [];
    const builds = this.#roots.map(({ kustomization }) => {
      const build = buildKustomization(kustomization, this.#files);
      readOnlyPlaces.push(...build.readOnlyPlaces);
      if (build.limit !== undefined) limits.push({ place: headOf(kustomization), message: build.limit });
      return { kustomization, objects: build.resources.map(asObject) };
    });
    const homes = homesOf(builds);
    const clusters = builds.map(
      ({ kustomization, objects }) =>
        new Cluster(objects, {
          file: kustomization.file,
          overlayOf: (object) => {
            const among = homes.get(keyOf(object)) ?? [];
            const label = labelOf(kustomization.file, object, among);
            return label === undefined
              ? undefined
              : { label, place: headOf(kustomization), among: among.length };
          },
        }),
    );
    this.#built = { clusters, readOnlyPlaces, limits };
    return this.#built;
  }
}

interface Everything {
  readonly clusters: readonly Cluster[];
  readonly readOnlyPlaces: readonly Place[];
  readonly limits: readonly LimitReached[];
}

interface Built {
  readonly kustomization: Kustomization;
  readonly objects: readonly KubeObject[];
}

/** Its first key. */
function headOf({ tree }: Kustomization): Place {
  const [first] = tree.entries.values();
  return first?.keyPlace ?? tree.place;
}

/** Where an object is written, which is the same in every build that takes it. */
const keyOf = ({ place }: KubeObject): string => `${place.file}#${place.span.start}`;

/** For each object the kustomizations that build it. */
function homesOf(builds: readonly Built[]): Map<string, FileId[]> {
  const homes = new Map<string, FileId[]>();
  for (const { kustomization, objects } of builds) {
    const { file } = kustomization;
    for (const key of new Set(objects.map(keyOf))) {
      const found = homes.get(key);
      if (found) found.push(file);
      else homes.set(key, [file]);
    }
  }
  return homes;
}

/** The folder of the overlay, from the folder that it has in common with the object and the other overlays. */
function labelOf(file: FileId, { place }: KubeObject, homes: readonly FileId[]): string | undefined {
  if (homes.length < 2) return undefined;
  const folders = [place.file, ...homes].map((one) => one.split('/').slice(0, -1));
  const own = file.split('/').slice(0, -1);
  const common = own.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  return own.slice(common === -1 ? -1 : common).join('/');
}
