/** `%i` and the like, as systemd puts them in before anything runs (`unit_full_printf`, unit-printf.c). */

import { hole } from '../../../container/open-text';
import { wordMap } from '../../../word-map';
import { MappedText } from '../../../yaml/edit/mapped-text';
import { type UnitName, unescapeName } from './unit-name';

/** What a unit runs in. */
export interface UnitContext {
  readonly name: UnitName;
  /** The manager of the system, of a user, or one that the folder of the unit does not tell. */
  readonly manager: 'system' | 'user' | 'unknown';
}

/** Folders and the user of the system's manager; those of a user are known where it runs. */
const OF_SYSTEM = wordMap({
  t: '/run',
  S: '/var/lib',
  C: '/var/cache',
  L: '/var/log',
  E: '/etc',
  D: '/usr/share',
  h: '/root',
  u: 'root',
  U: '0',
  g: 'root',
  G: '0',
});
const ANYWHERE = wordMap({ T: '/tmp', V: '/var/tmp' });
/** Known on the machine alone. */
const OF_MACHINE = new Set('abcdlmoqrsvwyABHMRWY');

const SPECIFIER = /%([A-Za-z%])/g;

/** @returns undefined for a text that systemd refuses: it leaves out the setting */
export function putSpecifiers(text: MappedText, context: UnitContext): MappedText | undefined {
  if (!text.text.includes('%')) return text;
  const parts: MappedText[] = [];
  let at = 0;
  for (const { index, 0: found, 1: letter = '' } of text.text.matchAll(SPECIFIER)) {
    const value = specifierValue(letter, context);
    if (value === undefined) return undefined;
    const end = index + found.length;
    parts.push(text.slice(at, index), MappedText.instead(value, text.slice(index, end)));
    at = end;
  }
  return MappedText.join([...parts, text.slice(at, text.text.length)], text.scalar);
}

function specifierValue(letter: string, { name, manager }: UnitContext): string | undefined {
  if (letter === '%') return '%';
  const own = ofName(letter, name) ?? ANYWHERE.get(letter);
  if (own !== undefined) return own;
  const folder = OF_SYSTEM.get(letter);
  if (folder !== undefined) return manager === 'system' ? folder : hole(letter);
  return OF_MACHINE.has(letter) ? hole(letter) : undefined;
}

function ofName(letter: string, { name, prefix, instance, type }: UnitName): string | undefined {
  // A template alone does not know the name of its instance.
  const own = instance === '' ? hole('i') : instance;
  const full = instance === '' ? `${prefix}@${hole('i')}` : name.slice(0, -type.length - 1);
  switch (letter) {
    case 'n':
      return `${full}.${type}`;
    case 'N':
      return full;
    case 'p':
      return prefix;
    case 'P':
      return unescapeName(prefix);
    case 'j':
      return prefix.slice(prefix.lastIndexOf('-') + 1);
    case 'J':
      return unescapeName(prefix.slice(prefix.lastIndexOf('-') + 1));
    case 'i':
      return own ?? '';
    case 'I':
      return own === undefined ? '' : instance === '' ? own : unescapeName(own);
    case 'f':
      return instance === '' ? hole('f') : `/${unescapeName(own ?? prefix)}`;
    default:
      return undefined;
  }
}
