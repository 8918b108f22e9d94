/** The servers of redis.conf and sentinel.conf files that no other file includes and no other platform reads. */

import { Memo } from '../../memo';
import type { ConfDocument } from '../../project/conf-document';
import { type MissingFile, missingIncludes } from '../../project/include';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import type { FileId } from '../../text/span';
import { allServers, type Deployed, type PlatformContext, type PlatformReader } from '../platform';
import { confInstance } from './instances';
import { rootDocuments } from './roots';

export class ConfReader implements PlatformReader {
  readonly #servers = new Memo<ConfDocument, RedisInstance>();

  read({ project, configuration, others }: PlatformContext): Deployed {
    const read = new Set(others.flatMap((one) => allServers(one).flatMap(filesReadBy)));
    const embedded = new Set(others.flatMap(({ embeddedFiles = [] }) => [...embeddedFiles]));
    const alone = rootDocuments(project).filter(({ file }) => !read.has(file));
    const servers = alone.map((document) => {
      const withoutWorkload = embedded.has(document.file);
      const dependencies = [configuration, withoutWorkload, ...project.includesOf(document)];
      return this.#servers.get(document, dependencies, () =>
        confInstance(document, configuration, project, withoutWorkload),
      );
    });
    return { servers };
  }

  missing(project: Project): MissingFile[] {
    return missingIncludes(project);
  }
}

/** A file that a server of a manifest reads is judged there, with everything that the manifest says. */
const filesReadBy = ({ directives }: RedisInstance): FileId[] =>
  [...directives.loaded.texts].map(({ map }) => map.file);
