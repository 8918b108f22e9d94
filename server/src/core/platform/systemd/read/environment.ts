/** The environment in which systemd starts a command, as far as the project shows it. */

import type { Variable } from '../../../container/environment';
import { isOpen } from '../../../container/open-text';
import type { Place } from '../../../text/span';
import { readEnvFile } from './env-file';
import type { HostFiles } from './host-files';
import type { UnitSettings } from './settings';
import { putSpecifiers, type UnitContext } from './specifiers';
import type { Reader } from './unit-lines';
import { splitWords, wholeValue, wordsBeforeFault } from './words';

export interface Environment {
  /** In order; a later one of the same name wins. */
  readonly variables: readonly Variable[];
  /** All files of variables were read, and no template adds others. */
  readonly known: boolean;
}

const NAME = /^[A-Za-z_]\w*$/;

/** What files say counts more than what the unit says. */
export function environmentOf(settings: UnitSettings, context: UnitContext, files: HostFiles): Environment {
  const own = assignments(settings, 'Service', context, 'systemd');
  const named = settings.list('Service', 'EnvironmentFile').map(({ value, conditional }) => {
    const path = putSpecifiers(wholeValue(value), context)?.text.replace(/^-/, '') ?? '';
    // systemd leaves out what is no absolute path.
    if (!path.startsWith('/')) return [];
    const found = isOpen(path) || conditional || /[*?[]/.test(path) ? undefined : files.textAt(path);
    return found && readEnvFile(found.file, found.text);
  });
  const removed = settings.list('Service', 'UnsetEnvironment').length > 0;
  const passed = settings.list('Service', 'PassEnvironment').length > 0;
  return {
    variables: [...own.variables, ...named.flatMap((one) => one ?? [])],
    known: own.known && !settings.open && !removed && !passed && named.every(Boolean),
  };
}

/** `Environment=NAME=value "OTHER=two words"`. */
export function assignments(
  settings: UnitSettings,
  section: string,
  context: UnitContext,
  reader: Reader,
): Environment {
  let known = true;
  const variables = settings.list(section, 'Environment').flatMap(({ value, conditional }) => {
    known &&= !conditional;
    const words =
      reader === 'systemd' ? wordsBeforeFault(value, reader, true).words : (splitWords(value, reader) ?? []);
    return words.flatMap(({ text, place }) => {
      const word = putSpecifiers(text, context);
      return word ? (variableOf(word.text, place, conditional) ?? []) : [];
    });
  });
  return { variables, known };
}

/** @returns undefined for a word that is no assignment */
export function variableOf(word: string, place: Place, uncertain: boolean): Variable | undefined {
  const equals = word.indexOf('=');
  const name = word.slice(0, equals);
  if (equals === -1 || !NAME.test(name)) return undefined;
  const value = word.slice(equals + 1);
  return { name, value: uncertain || isOpen(value) ? undefined : value, place };
}

/** The value of a variable for the words of a command; undefined where it is not known. */
export const valuesOf =
  ({ variables, known }: Environment) =>
  (name: string): string | undefined => {
    // What is not written may come from the manager, and what is, from a file that was not read.
    const found = variables.findLast((variable) => variable.name === name);
    return known ? found?.value : undefined;
  };
