/** Writing directives the way a chart wants them: into its texts, its mappings, its lists, its variables. */

import type { Edit } from '../../model/finding';
import { ConfForm } from '../../server/conf-form';
import { own } from '../../word-map';
import { insertItems, type TextOf } from '../../yaml/edit/edit';
import type { ChartServer, WriteTarget } from './catalogue/charts';
import type { StepConfig, StepText } from './read/config-steps';
import { type NewValue, setValue } from './read/value-edits';
import type { ChartValues } from './read/values';

export class ChartPlaces {
  constructor(
    readonly values: ChartValues,
    readonly server: ChartServer,
    readonly config: StepConfig,
    readonly text: TextOf,
  ) {}

  /**
   * Into the first place that can be written.
   * @param below only places whose path begins so
   */
  write(name: string, args: readonly string[], below = ''): Edit[] {
    for (const target of this.#targets(name).filter(({ path }) => path.startsWith(below))) {
      const edits = this.#write(target, name, args);
      if (edits.length > 0) return edits;
    }
    return [];
  }

  /** What somebody writes already comes first, then the place that the chart has for it. */
  #targets(name: string): WriteTarget[] {
    const { write, writeFirst } = this.server;
    const fitting = write.filter(
      (target) =>
        (target.name === undefined || target.name === name) && this.values.isRead(target.path) === true,
    );
    const first = fitting.find(({ path }) => path === own(writeFirst, name));
    const named = fitting.filter((target) => target.name === name);
    const written = fitting.filter(({ path, as }) => {
      const tree = as === 'text' ? this.values.writtenAt(path) : undefined;
      return tree?.kind === 'scalar' && tree.text !== '';
    });
    const others = fitting.filter(({ onlyWritten }) => !onlyWritten);
    return [...new Set([...named, ...(first ? [first] : []), ...written, ...others])];
  }

  #write(target: WriteTarget, name: string, args: readonly string[]): Edit[] {
    const text = [...this.config.texts].find(
      ([, { step, scalar }]) => step.path === target.path && step.as === target.as && scalar !== undefined,
    );
    switch (target.as) {
      case 'text':
        return this.#writeText(target, name, args, text?.[1]);
      case 'map':
      case 'directive':
      case 'points':
        return this.#writeKey(target, name, args);
      case 'lines':
        return this.#append(
          target.path,
          args.map((one) => `${name} ${one}`),
        );
      case 'options':
        return this.#append(
          target.path,
          args.map((one) => `--${name} ${one}`),
        );
      case 'environment':
        return this.#writeVariable(target, name, args);
      default:
        return [];
    }
  }

  #writeText(
    target: WriteTarget,
    name: string,
    args: readonly string[],
    source: StepText | undefined,
  ): Edit[] {
    const lines = args.map((one) => `${name} ${one}`);
    if (source?.written && source.scalar?.style === 'literal') {
      const config = [...this.config.texts].find(([, one]) => one === source)?.[0];
      const { indent, place } = source.scalar;
      const newline = this.text(place).includes('\r\n') ? '\r\n' : '\n';
      return config ? [...new ConfForm(config, { indent, newline }).insert(name, args)] : [];
    }
    const before = source?.scalar?.text.replace(/\n+$/, '') ?? '';
    const all = [...(before === '' ? [] : before.split('\n')), ...lines];
    return this.#setAll(target, { kind: 'text', lines: all });
  }

  /** The value with what has to be set besides: one new block where there is none yet. */
  #setAll({ path, and = {} }: WriteTarget, value: NewValue): Edit[] {
    const besides = Object.entries(and).filter(([other, wanted]) => {
      const found = this.values.writtenAt(other);
      return !(found?.kind === 'scalar' && found.text === String(wanted));
    });
    const parent = path.slice(0, path.lastIndexOf('.'));
    const last = (one: string): string => one.slice(one.lastIndexOf('.') + 1);
    const flags = besides.map(([other, wanted]) => [other, { kind: 'flag', value: wanted }] as const);
    if (flags.length > 0 && this.values.writtenAt(parent) === undefined) {
      const entries = [...flags, [path, value] as const].map(([one, what]) => [last(one), what] as const);
      return this.set(parent, { kind: 'entries', entries });
    }
    return [...flags.flatMap(([other, flag]) => this.set(other, flag)), ...this.set(path, value)];
  }

  #writeKey(target: WriteTarget, name: string, args: readonly string[]): Edit[] {
    const keys = target.as === 'map' ? `${target.path}.${name}` : target.path;
    const [first = '', ...rest] = args;
    if (target.as === 'points') {
      const value = first === '""' ? '' : args.join(' ');
      return this.set(keys, { kind: 'scalar', value, string: true });
    }
    return this.set(
      keys,
      rest.length > 0 ? { kind: 'list', values: args } : { kind: 'scalar', value: first, string: true },
    );
  }

  #append(path: string, lines: readonly string[]): Edit[] {
    const list = this.values.writtenAt(path);
    if (list?.kind === 'list' && list.items.length > 0) return insertItems(list, lines, this.text);
    return this.set(path, { kind: 'list', values: lines });
  }

  #writeVariable(target: WriteTarget, name: string, args: readonly string[]): Edit[] {
    const [first = ''] = args;
    const value = target.values ? own(target.values, first) : args.map((one) => `--${name} ${one}`).join(' ');
    if (value === undefined || target.variable === undefined || args.length !== 1) return [];
    const written = this.values.writtenAt(target.path);
    // A list of somebody's own may hold the variable already.
    if (written?.kind === 'list' && written.items.length > 0) return [];
    return this.set(target.path, {
      kind: 'maps',
      items: [
        [
          ['name', target.variable],
          ['value', value],
        ],
      ],
    });
  }

  set(path: string, value: NewValue): Edit[] {
    const layer = this.values.editable;
    return layer ? setValue(layer, this.values.keysOf(path), value, this.text) : [];
  }
}
