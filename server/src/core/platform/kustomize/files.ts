/** The kustomizations of a project, what they refer to, and which of them are deployed by themselves. */

import { resolvePath } from '../../project/include';
import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import { textAt } from '../../yaml/tree';
import type { Generator } from './read/generators';
import {
  isKustomizationName,
  KUSTOMIZATION_NAMES,
  type Kustomization,
  readKustomization,
} from './read/kustomization';

/** What a path in a kustomization leads to. */
export type Referred =
  | { readonly kind: 'kustomization'; readonly kustomization: Kustomization }
  | { readonly kind: 'file'; readonly yaml: YamlFile }
  /** An address, a folder without a kustomization, a file that the project does not have. */
  | { readonly kind: 'unknown'; readonly file: FileId };

export class KustomizeFiles {
  readonly #project: Project;
  readonly #kustomizations = new Map<FileId, Kustomization>();

  constructor(project: Project) {
    this.#project = project;
    for (const yaml of project.yamls()) {
      const read = isKustomizationName(yaml.file)
        ? readKustomization(yaml.file, yaml.allTrees()[0])
        : undefined;
      if (read) this.#kustomizations.set(yaml.file, read);
    }
  }

  refer(path: string, { file }: Kustomization): Referred {
    const target = resolvePath(path, file);
    const yaml = this.#project.yaml(target);
    if (yaml) return { kind: 'file', yaml };
    for (const name of KUSTOMIZATION_NAMES) {
      const kustomization = this.#kustomizations.get(`${target}/${name}`);
      if (kustomization) return { kind: 'kustomization', kustomization };
    }
    return { kind: 'unknown', file: target };
  }

  /** Any file beside a kustomization, as its text. */
  read(path: string, { file }: Kustomization): { file: FileId; text: string } | undefined {
    const target = resolvePath(path, file);
    const text = this.#project.text(target);
    return text === undefined ? undefined : { file: target, text };
  }

  /**
   * Kustomizations that no other one takes, in the order of their files. In a circle nobody is outside; then the first
   * one by name stands for all.
   */
  roots(): Kustomization[] {
    const all = [...this.#kustomizations.values()];
    const taken = new Set(all.flatMap((one) => this.#taken(one).filter((child) => child !== one)));
    const roots = all.filter((one) => !taken.has(one));
    const reached = new Set(roots.flatMap((root) => this.reach(root).kustomizations));
    for (const one of all) {
      if (reached.has(one)) continue;
      roots.push(one);
      for (const other of this.reach(one).kustomizations) reached.add(other);
    }
    return roots;
  }

  #taken(kustomization: Kustomization): Kustomization[] {
    return [...kustomization.resources, ...kustomization.components].flatMap(({ text }) => {
      const referred = this.refer(text, kustomization);
      return referred.kind === 'kustomization' ? [referred.kustomization] : [];
    });
  }

  /** Everything that building a kustomization reads; files by their ids, also those that the project does not have. */
  reach(root: Kustomization): { kustomizations: Kustomization[]; files: Set<FileId>; generated: FileId[] } {
    const kustomizations = new Set<Kustomization>();
    const files = new Set<FileId>();
    const visit = (one: Kustomization): void => {
      if (kustomizations.has(one)) return;
      kustomizations.add(one);
      files.add(one.file);
      for (const file of [...contentFiles(one), ...secretFiles(one)]) files.add(file);
      for (const { text } of [...one.resources, ...one.components]) {
        const referred = this.refer(text, one);
        if (referred.kind === 'kustomization') visit(referred.kustomization);
        else files.add(referred.kind === 'file' ? referred.yaml.file : referred.file);
      }
    };
    visit(root);
    const generated = [...kustomizations].flatMap((one) =>
      one.generators.flatMap((generator) => generator.files.map(({ path }) => resolvePath(path, one.file))),
    );
    return { kustomizations: [...kustomizations], files, generated };
  }

  /** Resources and components that the project does not have: files, folders, addresses. */
  unknownResources(): FileId[] {
    return [...this.#kustomizations.values()].flatMap((one) =>
      [...one.resources, ...one.components].flatMap(({ text }) => {
        const referred = this.refer(text, one);
        return referred.kind === 'unknown' ? [referred.file] : [];
      }),
    );
  }

  /** Names of the ConfigMaps and Secrets that are used in what it builds. */
  references(root: Kustomization): ReadonlySet<string> {
    const { files } = this.reach(root);
    return new Set([...files].flatMap((file) => this.#project.yaml(file)?.references() ?? []));
  }
}

/** What it reads itself: patches, files of ConfigMaps and of replacements. */
export function contentFiles(kustomization: Kustomization): FileId[] {
  const { patches, replacements, generators, file } = kustomization;
  const paths = [
    ...patches.flatMap(({ from }) => ('path' in from ? [from.path] : [])),
    ...generators.filter(({ kind }) => kind === 'ConfigMap').flatMap(pathsOf),
    ...replacements.flatMap((item) => textAt(item, 'path') ?? []),
  ];
  return paths.map((path) => resolvePath(path, file));
}

const secretFiles = ({ generators, file }: Kustomization): FileId[] =>
  generators
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(pathsOf)
    .map((path) => resolvePath(path, file));

const pathsOf = ({ files, envs }: Generator): string[] => [
  ...files.map(({ path }) => path),
  ...envs.map(({ text }) => text),
];
