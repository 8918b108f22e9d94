/** The project as compose files see it, with a record of what was looked up: a result holds as long as that stays. */

import type { StatedFact } from '../../annotations/annotation';
import type { Project } from '../../project/project';
import type { Piece } from '../../text/piece';
import { type FileId, overlaps, type Place, type Span } from '../../text/span';
import { entriesAt, type MapEntry, type MapTree } from '../../yaml/tree';
import type { ComposeFiles, Service } from './read/service';
import { composeTrees } from './stacks';

export class ComposeLookups implements ComposeFiles {
  readonly #seen = new Map<FileId, string | undefined>();
  readonly #folders = new Map<FileId, string>();

  constructor(readonly project: Project) {}

  readonly content = (file: FileId): string | undefined => {
    const text = this.project.text(file);
    this.#seen.set(file, text);
    return text;
  };

  readonly text = (place: Place): Piece => {
    this.content(place.file);
    return this.project.piece(place);
  };

  readonly below = (folder: FileId): readonly FileId[] => {
    const found = filesBelow(this.project, folder);
    this.#folders.set(folder, found.join('\n'));
    return found;
  };

  readonly trees = (file: FileId): readonly MapTree[] => {
    this.content(file);
    const yaml = this.project.yaml(file);
    return yaml ? composeTrees(yaml) : [];
  };

  /** Facts that annotations state about a service, or about a whole file in which it stands. */
  readonly factsAbout = ({ layers }: Service): readonly StatedFact[] =>
    layers.flatMap(({ tree }) => {
      const { file } = tree.place;
      const yaml = this.project.yaml(file);
      const services = this.trees(file).flatMap((one) => entriesAt(one, 'services'));
      const others = services.filter(({ value }) => value !== tree).map(spanOfEntry);
      return (yaml ? this.project.yamlAnnotations(yaml) : [])
        .filter(({ line }) => !others.some((span) => overlaps(span, line)))
        .flatMap(({ facts }) => facts);
    });

  /** Everything that was looked up, as a project has it now: the texts of files, the names in folders. */
  seenIn(project: Project): (string | undefined)[] {
    return [
      ...[...this.#seen.keys()].map((file) => project.text(file)),
      ...[...this.#folders.keys()].map((folder) => filesBelow(project, folder).join('\n')),
    ];
  }

  /** Files that were asked for and that the project does not have. */
  get missing(): readonly FileId[] {
    return [...this.#seen].flatMap(([file, text]) => (text === undefined ? [file] : []));
  }

  /** Folders that were looked into. */
  get folders(): readonly FileId[] {
    return [...this.#folders.keys()];
  }
}

function filesBelow(project: Project, folder: FileId): FileId[] {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return [...project.ids].filter((id) => id.startsWith(start)).sort();
}

const spanOfEntry = ({ keyPlace, value }: MapEntry): Span => ({
  start: keyPlace.span.start,
  end: Math.max(keyPlace.span.end, value.place.span.end),
});
