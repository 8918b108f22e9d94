/** A project as one platform looks into it, with a record of what was looked up: a result holds as long as that stays. */

import type { Piece } from '../text/piece';
import type { FileId, Place } from '../text/span';
import type { Project } from './project';

export class Lookups {
  readonly #seen = new Map<FileId, string | undefined>();
  readonly #folders = new Map<FileId, string>();

  constructor(readonly project: Project) {}

  /** @returns undefined for a file that the project does not have */
  readonly content = (file: FileId): string | undefined => {
    const text = this.project.text(file);
    this.#seen.set(file, text);
    return text;
  };

  readonly text = (place: Place): Piece => {
    this.content(place.file);
    return this.project.piece(place);
  };

  /** Files anywhere below a folder. */
  readonly below = (folder: FileId): readonly FileId[] => {
    const found = filesBelow(this.project, folder);
    this.#folders.set(folder, found.join('\n'));
    return found;
  };

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
