/** The settings of one unit from all of its files, in the order in which they are read. */

import type { Place } from '../../../text/span';
import type { Section, Setting, UnitText } from './unit-text';

export class UnitSettings {
  /** @param texts from the lowest to the highest; drop-ins come after the unit itself */
  constructor(readonly texts: readonly UnitText[]) {}

  /** A template may write more of them. */
  get open(): boolean {
    return this.texts.some(({ open }) => open);
  }

  /** Every assignment of a key. */
  all(section: string, key: string): Setting[] {
    return this.texts.flatMap(({ settings }) =>
      settings.filter((setting) => setting.section === section && setting.key === key),
    );
  }

  /** What is left of a list: an empty assignment takes away what comes before it. */
  list(section: string, key: string): Setting[] {
    const all = this.all(section, key);
    const reset = all.findLastIndex(({ value, conditional }) => value.text === '' && !conditional);
    return all.slice(reset + 1).filter(({ value }) => value.text !== '');
  }

  /** What counts of a single value; undefined where nothing is written, or nothing is left. */
  last(section: string, key: string): Setting | undefined {
    return this.list(section, key).at(-1);
  }

  has(section: string, key: string): boolean {
    return this.list(section, key).length > 0;
  }

  /** Where settings can be added: the section in the lowest file that has it. */
  section(name: string): Section | undefined {
    for (const { sections } of this.texts) {
      const found = sections.find((section) => section.name === name);
      if (found) return found;
    }
    return undefined;
  }

  /** The keys and values that an editor explains. */
  placesOf(section: string, keys: ReadonlySet<string>): Place[] {
    return this.texts.flatMap(({ settings }) =>
      settings.flatMap((setting) =>
        setting.section === section && keys.has(setting.key) ? [setting.keyPlace, setting.value.place] : [],
      ),
    );
  }
}
