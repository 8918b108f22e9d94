/** Instances of a template that only its configuration files tell: `redis-6379.conf`, where it reads `redis-%i.conf`. */

import { hole } from '../../container/open-text';
import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import { withoutTemplateEnding } from '../../text/template-names';
import { filesMeant } from './host-files';
import { instanceOf, type UnitName } from './read/unit-name';
import type { Found } from './read-units';

const INSTANCE = hole('i');
/** Characters that mean something else in names of units. */
const NAME = /^[\w.:-]+$/;

/**
 * @param template as it is read without an instance
 * @param root of the machine, where it is known
 */
export function instancesByFiles(
  { name, settings, units }: Found,
  project: Project,
  root: FileId | undefined,
): UnitName[] {
  const unit = settings.texts[0]?.file;
  const words = units.flatMap((read) =>
    [read.unit.command, read.unit.args].flatMap((list) => (list.kind === 'words' ? list.words : [])),
  );
  const paths = words
    .map(({ text }) => text)
    .filter((text) => text.startsWith('/') && text.includes(INSTANCE));
  if (unit === undefined || paths.length === 0) return [];
  const patterns = paths.flatMap((path) => filesMeant(path, unit, root).map(patternOf));
  const instances = new Set(
    configurations(project).flatMap((file) => patterns.flatMap((pattern) => pattern.exec(file)?.[1] ?? [])),
  );
  return [...instances]
    .filter((instance) => NAME.test(instance))
    .flatMap((instance) => {
      const prefix = name.name.slice(0, name.name.indexOf('@'));
      const full = instanceOf(name, instance);
      return [{ name: full, prefix, instance, type: name.type }];
    });
}

/** The first `%i` is the instance, and so is every other one. */
function patternOf(path: FileId): RegExp {
  const [first = '', ...rest] = path
    .split(INSTANCE)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${first}([^/]+)${rest.join('\\1')}$`);
}

/** Configurations of servers that no other file includes. */
function configurations(project: Project): FileId[] {
  const confs = project.confs();
  const included = new Set(
    confs.flatMap((conf) =>
      project.includesOf(conf).flatMap(({ map }) => (map.file === conf.file ? [] : [map.file])),
    ),
  );
  return confs.flatMap(({ file, kind }) =>
    kind === 'server' && !included.has(file) ? [withoutTemplateEnding(file)] : [],
  );
}
