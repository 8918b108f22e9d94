/** The environment of a container that Quadlet starts: of the `[Container]` section, not of the service around it. */

import type { Variable } from '../../../container/environment';
import { isOpen } from '../../../container/open-text';
import { readPodmanEnvFile } from './env-file';
import { type Environment, variableOf } from './environment';
import { expandWord, type Values } from './expand';
import type { HostFiles } from './host-files';
import type { PodmanOption } from './podman-args';
import type { UnitSettings } from './settings';
import { putSpecifiers, type UnitContext } from './specifiers';
import { splitWords, type UnitWord, wholeValue } from './words';

interface Around {
  readonly context: UnitContext;
  readonly files: HostFiles;
}

/** @param values of the service, which systemd puts into `${NAME}` */
export function containerVariables(
  settings: UnitSettings,
  around: Around,
  values: Values,
  options: readonly PodmanOption[],
): Environment {
  const assigned = settings
    .list('Container', 'Environment')
    .flatMap(({ value, conditional }) =>
      (splitWords(value, 'quadlet') ?? []).map((word) => ({ word, conditional })),
    );
  const passed = options.flatMap(({ name, value }) =>
    name === '--env' ? [{ word: value, conditional: false }] : [],
  );
  const variables = [...assigned, ...passed].flatMap(({ word, conditional }) => {
    const text = putSpecifiers(word.text, around.context);
    const [only] = text ? expandWord(text, values) : [];
    return (only && variableOf(only.text, word.place, conditional)) ?? [];
  });
  const named = filesOf(settings, around, options);
  const host = settings.last('Container', 'EnvironmentHost');
  const conditional = settings.list('Container', 'Environment').some((setting) => setting.conditional);
  return {
    variables: [...named.flatMap((one) => one ?? []), ...variables],
    known: !settings.open && !conditional && host === undefined && named.every(Boolean),
  };
}

/** @returns undefined for a file that the project does not have */
function filesOf(
  settings: UnitSettings,
  { context, files }: Around,
  options: readonly PodmanOption[],
): (Variable[] | undefined)[] {
  const written = settings.list('Container', 'EnvironmentFile').map(({ value }) => wholeValue(value));
  const passed = options.flatMap(({ name, value }: { name: string; value: UnitWord }) =>
    name === '--env-file' ? [value.text] : [],
  );
  return [...written, ...passed].map((text) => {
    const path = putSpecifiers(text, context)?.text ?? '';
    const found = path === '' || isOpen(path) ? undefined : files.textAt(path);
    return found && readPodmanEnvFile(found.file, found.text);
  });
}
