/** Files that compose files refer to and that the project does not have. */

import { readImage } from '../../container/image/image';
import type { Project } from '../../project/project';
import { folderOf } from '../../text/paths';
import type { FileId } from '../../text/span';
import { composeApp } from './app';
import { ComposeLookups } from './lookups';
import { BASE_ORDER, composeName } from './read/recognise';
import { type ServiceUnit, serviceUnit } from './read/unit';
import { type ComposeStack, composeStacks } from './stacks';

export const missingOfCompose = (project: Project): FileId[] => [
  ...new Set(composeStacks(project).flatMap((stack) => missingOf(stack, project))),
];

/** Files that Compose or a server would read; a mounted folder of data is none. */
const READ = /\.(?:conf|sh|ya?ml)(?:\.[\w-]+)?$|env[^/]*$/i;

function missingOf(stack: ComposeStack, project: Project): FileId[] {
  const files = new ComposeLookups(project);
  const app = composeApp(stack, files, files.trees);
  const mounted = app.services.flatMap((service) => {
    const own = new ComposeLookups(project);
    const unit = serviceUnit(service, app.topLevel, own);
    if (!mayServe(unit)) return [];
    const folders = own.folders.filter((folder) => !READ.test(folder));
    return [...own.missing, ...folders.map((folder) => `${folder}/*.conf`)];
  });
  return [...files.missing, ...mounted, ...besides(stack, project)].filter((file) => READ.test(file));
}

const mayServe = ({ unit, script }: ServiceUnit): boolean =>
  unit.image === undefined || readImage(unit.image) !== undefined || /redis|valkey|keydb|redict/.test(script);

/** The base of a variant, the override of a base. */
function besides({ files: [first] }: ComposeStack, project: Project): FileId[] {
  if (!composeName(first)) return [];
  const overrides = BASE_ORDER.map((name) => name.replace(/\.(?=ya?ml$)/, '.override.'));
  return [...BASE_ORDER, ...overrides]
    .map((name) => `${folderOf(first)}/${name}`)
    .filter((file) => !project.has(file));
}
