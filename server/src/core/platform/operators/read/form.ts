/** Writing directives the way an operator wants them: entries of its mapping, items of its list, a share of the limit. */

import type { Entry } from '../../../directives/entry';
import { factValue } from '../../../model/fact';
import type { Edit } from '../../../model/finding';
import type { Form } from '../../../server/form';
import { parseRedisMemory } from '../../../units/redis-memory';
import { removeEntry, removeItems, replaceScalar, type TextOf } from '../../../yaml/edit/edit';
import type { ListTree } from '../../../yaml/tree';
import type { WaysToWrite } from '../catalogue';
import type { OperatorConfig, Target } from './parts';
import { allHold, find, insertAt } from './paths';
import type { OperatedServer } from './servers';
import { addItem, itemText, lastOf, mustBeQuoted, replaceItem, unquoted, valueText } from './writing';

export class OperatorForm implements Form {
  readonly #writes: WaysToWrite;

  /** @param file writes into the ConfigMap or Secret that the resource names, where that can be edited */
  constructor(
    readonly server: OperatedServer,
    readonly config: OperatorConfig,
    readonly file: Form | undefined,
    readonly text: TextOf,
  ) {
    this.#writes = server.record.writes;
  }

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    if (this.file) {
      const beside = near && this.#targetOf(near).kind === 'file' ? near : undefined;
      return this.file.insert(name, args, beside);
    }
    const { spec } = this.server;
    const { percent, map, list, flags, inline, key } = this.#writes;
    const share = percent === undefined || name !== 'maxmemory' ? undefined : this.#shareOf(args[0] ?? '');
    if (percent !== undefined && share !== undefined) {
      const [holder, field] = lastOf(percent);
      return insertAt(spec, holder, [`${field}: ${share}`], `${field}: ${share}`, this.text);
    }
    // Several lines become one value only where every version reads it so.
    if (args.length > 1 && (name !== 'save' || this.server.record.unread !== undefined)) return [];
    const value = args.join(' ');
    if (map !== undefined) return this.#insertEntries(map, this.#entriesFor(name, value));
    if (list !== undefined) return this.#insertItem(list, `${name} ${value}`, value);
    if (flags !== undefined) return this.#insertItem(flags, `--${name} ${value}`, '');
    if (inline !== undefined && key !== undefined) return this.#insertFile(inline, key, name, args);
    return [];
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const target = this.#targetOf(entry);
    const name = entry.line.nameToken.value;
    switch (target.kind) {
      case 'file':
        return this.file?.replace(entry, args) ?? [];
      case 'entry':
        return this.#replaceEntry(target, name, args);
      case 'item':
        return this.#refuses(args) ? [] : replaceItem(target.item, `${name} ${args}`);
      case 'flags':
        return this.#replaceFlag(target.list, entry, args);
      case 'percent': {
        const share = this.#shareOf(args);
        return share === undefined ? [] : replaceScalar(target.scalar, String(share), false);
      }
      case 'operator':
        return this.insert(entry.info?.key ?? name, [args]);
    }
  }

  rename(entry: Entry, name: string): readonly Edit[] {
    const target = this.#targetOf(entry);
    if (target.kind === 'file') return this.file?.rename(entry, name) ?? [];
    if (target.kind === 'entry') return [{ ...target.entry.keyPlace, newText: name }];
    const { map } = entry.source;
    const { exact } = map.map(entry.line.nameToken.span);
    return target.kind === 'item' && exact
      ? [{ ...map.place(entry.line.nameToken.span), newText: name }]
      : [];
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    return entries.flatMap((entry) => {
      const target = this.#targetOf(entry);
      if (target.kind === 'file') return this.file?.remove([entry]) ?? [];
      // One of several that stand in the same scalar goes with it.
      if (entry.source.lines.length > 1) return [];
      if (target.kind === 'item') return removeItems(target.list, [target.item], this.text);
      if (target.kind !== 'entry') return [];
      const map = find(this.server.spec, target.path);
      return map?.kind === 'map' ? removeEntry(map, target.entry, this.text) : [];
    });
  }

  show(name: string, args: string): string {
    if (this.file) return `${name} ${args}`;
    const { percent, map, list, flags } = this.#writes;
    const share = percent === undefined || name !== 'maxmemory' ? undefined : this.#shareOf(args);
    if (percent !== undefined && share !== undefined) return `${lastOf(percent)[1]}: ${share}`;
    if (map !== undefined)
      return this.#entriesFor(name, args)
        .map(([key, value]) => `${key}: ${valueText(value)}`)
        .join(' and ');
    if (flags !== undefined && list === undefined) return `--${name} ${args}`;
    return `${name} ${args}`;
  }

  #targetOf(entry: Entry): Target {
    const { parts, included } = this.config;
    const part = [...parts, ...included.values()].find(({ text }) => text === entry.source);
    return part?.target ?? { kind: 'operator' };
  }

  /** Whole percent of the limit, rounded down; undefined where the limit or the value is not known. */
  #shareOf(value: string): number | undefined {
    const limit = factValue(this.server.limit.bytes);
    const memory = parseRedisMemory(value);
    if (limit === undefined || !memory.ok) return undefined;
    const share = Math.floor((Number(memory.bytes) / limit) * 100);
    return share >= 1 && share <= 100 ? share : undefined;
  }

  /** Turning snapshots off may take a second entry, without which the operator turns them on again. */
  #entriesFor(name: string, args: string): [key: string, value: string][] {
    const { emptyText = '', saveOffNeeds, map = '' } = this.#writes;
    const off = args === '""';
    const own: [string, string] = [name, off ? emptyText : unquoted(args)];
    if (name !== 'save' || !off || saveOffNeeds === undefined) return [own];
    const [needed = '', value = ''] = saveOffNeeds.split(' ');
    const { spec } = this.server;
    const stays = ['appendonly=yes', `${needed}=${value}`].some(
      (one) => allHold(spec, [`${map}.${one}`]) === true,
    );
    return stays ? [own] : [own, [needed, value]];
  }

  #insertEntries(path: string, entries: readonly (readonly [string, string])[]): Edit[] {
    const { spec } = this.server;
    const written = find(spec, path);
    const there = (key: string) => (written?.kind === 'map' ? written.entries.get(key) : undefined);
    const changed = entries.flatMap(([key, value]) => {
      const scalar = there(key)?.value;
      return scalar?.kind === 'scalar' && unquoted(scalar.text) !== unquoted(value)
        ? replaceScalar(scalar, value)
        : [];
    });
    const lines = entries.filter(([key]) => !there(key)).map(([key, value]) => `${key}: ${valueText(value)}`);
    return lines.length === 0
      ? changed
      : [...changed, ...insertAt(spec, path, lines, lines.join(', '), this.text)];
  }

  #replaceEntry({ path, scalar }: Extract<Target, { kind: 'entry' }>, name: string, args: string): Edit[] {
    const [own, ...needed] = this.#entriesFor(name.toLowerCase(), args);
    const value = own?.[1] ?? unquoted(args);
    const edits = replaceScalar(scalar, value, mustBeQuoted(value));
    return needed.length === 0 ? edits : [...edits, ...this.#insertEntries(path, needed)];
  }

  /** An empty text cannot be written in every list. */
  #refuses(value: string): boolean {
    return value === '""' && this.server.record.settings.some(({ emptyText }) => emptyText === 'refused');
  }

  /** @param value for what cannot be written as an item */
  #insertItem(path: string, item: string, value: string): Edit[] {
    const { spec } = this.server;
    if (this.#refuses(value)) return [];
    const list = find(spec, path);
    if (list?.kind === 'list' && list.items.length > 0) return addItem(list, item, this.text);
    if (list) return [];
    const [holder, field] = lastOf(path);
    const text = itemText(item, 'plain');
    return insertAt(spec, holder, [`${field}:`, `  - ${text}`], `${field}: [${text}]`, this.text);
  }

  #replaceFlag(list: ListTree, entry: Entry, args: string): Edit[] {
    const { file, span } = entry.source.map.place(entry.line.span);
    const item = list.items.find(
      ({ place }) => place.file === file && place.span.start <= span.start && span.end <= place.span.end,
    );
    return item?.kind === 'scalar' ? replaceItem(item, `--${entry.line.nameToken.value} ${args}`) : [];
  }

  #insertFile(path: string, key: string, name: string, args: readonly string[]): Edit[] {
    const { spec, record } = this.server;
    const elsewhere = record.settings.some(
      ({ file }) => file !== undefined && find(spec, file) !== undefined,
    );
    if (elsewhere || find(spec, `${path}`)) return [];
    const lines = args.map((one) => `${name} ${one}`);
    return insertAt(
      spec,
      path,
      [`${key}: |`, ...lines.map((line) => `  ${line}`)],
      `${key}: ${JSON.stringify(`${lines.join('\n')}\n`)}`,
      this.text,
    );
  }
}
