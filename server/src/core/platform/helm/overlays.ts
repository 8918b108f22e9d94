/** Which values files lie below another one: `values.yaml` below `values-prod.yaml`, and the like. */

import type { FileId } from '../../text/span';
import { folderOf, nameOf } from './read/recognise';

const ENVIRONMENT =
  /^(?:prod(?:uction)?|prd|stag(?:e|ing)|stg|dev(?:elopment)?|test(?:ing)?|qa|uat|int|preprod|pre-prod|sandbox|demo|live|local|minikube|kind|[a-z]{2}-[a-z]+-\d)$/i;

/**
 * @param exists whether the project has a values file of that name
 * @param chart folder of the chart in which the file lies; its own values lie below all others
 * @returns low to high, without the file itself
 */
export function basesOf(
  file: FileId,
  exists: (file: FileId) => boolean,
  chart: string | undefined,
): FileId[] {
  const bases = new Set<FileId>();
  if (chart !== undefined) bases.add(`${chart}/values.yaml`);
  for (const candidate of candidates(file)) bases.add(candidate);
  return [...bases].filter((base) => base !== file && exists(base));
}

function candidates(file: FileId): FileId[] {
  const folder = folderOf(file);
  const name = nameOf(file);
  const found: FileId[] = [];
  if (ENVIRONMENT.test(nameOf(folder)))
    found.push(
      `${folderOf(folder)}/${name}`,
      `${folderOf(folder)}/base/${name}`,
      `${folderOf(folder)}/common/${name}`,
    );
  const match = /^(.*values)[.\-_](.+)(\.ya?ml)$/i.exec(name);
  if (match) found.push(`${folder}/${match[1]}${match[3]}`);
  const turned = /^(.+)[.\-_](values\.ya?ml)$/i.exec(name);
  if (turned && ENVIRONMENT.test(turned[1] ?? '')) found.push(`${folder}/${turned[2]}`);
  return found;
}
