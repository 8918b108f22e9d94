/** Configuration that people write into the fields of a resource: mappings, lists, files, options. */

import { wordOf } from '../../../container/shell/words';
import { readCommandLine } from '../../../directives/command-line';
import { asConditional, readConfigText } from '../../../directives/config-text';
import type { ServerVersion } from '../../../model/version';
import { entriesAt, itemsAt, type MapEntry, type ScalarTree, type Tree, textAt } from '../../../yaml/tree';
import type { SettingRecord } from '../catalogue';
import { entryText, itemText } from './directive-text';
import { type Collected, generated, type OperatorPart, type Target } from './parts';
import { find } from './paths';
import type { OperatedServer } from './servers';

/** The fields that one record of the catalogue names; most name one. */
export class FieldReader {
  /** @param version for reading options */
  constructor(
    readonly server: OperatedServer,
    readonly version: ServerVersion,
    readonly into: Collected,
  ) {}

  read(setting: SettingRecord): void {
    if (setting.map) this.#map(setting.map, setting);
    if (setting.list) this.#list(setting.list, setting);
    if (setting.file) this.#file(setting.file, setting);
    if (setting.inline) this.#inline(setting.inline, setting);
    if (setting.command) this.#options(setting.command, setting.after ?? []);
    if (setting.flags) this.#options(setting.flags, []);
    if (setting.variables) this.#variables(setting.variables, setting.name);
  }

  #map(path: string, { splits = false }: SettingRecord): void {
    const map = this.#openUnless('map', path);
    for (const entry of entriesAt(map)) {
      const { value } = entry;
      if (value.kind === 'scalar' && !entry.others) this.#entry(path, entry, value, splits);
      else this.#unknownEntry(entry);
    }
  }

  #entry(path: string, entry: MapEntry, scalar: ScalarTree, splits: boolean): void {
    const { writes, unread } = this.server.record;
    // Where an empty text has to be written with quotes, one without them is passed over.
    if (scalar.text.trim() === '' && writes.emptyText !== undefined) return;
    const text = entryText(entry, scalar, splits);
    const unsure = unread !== undefined && text.lines.length > 1;
    const target: Target = { kind: 'entry', path, entry, scalar };
    this.into.push(unsure ? asConditional(text) : text, 'operator field', target);
  }

  /** A value that is no text: whatever it was meant to be, nobody knows what comes of it. */
  #unknownEntry({ key, keyPlace }: MapEntry): void {
    const text = asConditional(generated(`${key} {{ }}`, keyPlace));
    this.into.push(text, 'operator field', { kind: 'operator' });
  }

  #list(path: string, { emptyText }: SettingRecord): void {
    const list = this.#openUnless('list', path);
    if (list?.kind !== 'list') return;
    const items = list.items.filter(isText);
    if (items.length < list.items.length) this.into.open(list.place);
    for (const item of items) {
      const text = itemText(item);
      if (!text) continue;
      const refused = emptyText === 'refused' && /^\s*\S+\s+""\s*$/.test(item.text);
      const target: Target = { kind: 'item', list, item };
      const known = refused ? asConditional(text) : text;
      this.into.parts.push({ text: known, layer: 'operator field', target, atRuntime: true });
    }
  }

  #file(path: string, { in: kind = 'ConfigMap', key, path: included }: SettingRecord): void {
    const { spec, lookup, operator } = this.server;
    const name = find(spec, path);
    if (!name) return;
    const entries = name.kind === 'scalar' ? lookup(kind, name.text) : undefined;
    const entry = entries?.find((one) => one.key === key);
    if (entries && !entry) {
      const message = `${operator} reads the key ${key} of this ${kind}, and there is none: nothing of it reaches the server`;
      this.into.ignored.push({ place: name.place, message });
      this.into.unread.push(...entries.flatMap(({ content }) => content ?? []));
      return;
    }
    const content = entry?.content;
    if (!content) {
      this.into.unknownSources.push({
        why: entry && kind === 'Secret' ? 'secret' : 'unresolved',
        place: name.place,
      });
      return;
    }
    const text = readConfigText(content.text, content.map);
    const part: OperatorPart = { text, layer: kind, target: { kind: 'file', scalar: content } };
    if (included === undefined) {
      this.into.parts.push(part);
      return;
    }
    this.into.included.set(included, part);
    this.into.push(generated(`include ${included}`, name.place), 'operator default', { kind: 'operator' });
  }

  #inline(path: string, { key }: SettingRecord): void {
    for (const entry of entriesAt(this.#openUnless('map', path))) {
      const { value } = entry;
      if (value.kind !== 'scalar' || entry.others) this.into.open(value.place);
      else if (entry.key === key) {
        const target: Target = { kind: 'file', scalar: value };
        this.into.push(readConfigText(value.text, value.map), 'operator field', target);
      } else if (!entry.key.includes('.')) this.#entry(path, entry, value, false);
    }
  }

  /** @param own what stands before the options where the operator has a command; another one may name another file */
  #options(path: string, own: readonly string[]): void {
    const list = this.#openUnless('list', path);
    if (list?.kind !== 'list') return;
    const words = list.items.filter(isText);
    if (words.length < list.items.length || own.some((word, index) => words[index]?.text !== word)) {
      this.into.open(list.place);
      return;
    }
    const options = words.slice(own.length);
    const args = options.map((word) => wordOf(word));
    const line = readCommandLine(args, this.version, list.place.file);
    if (line.configFile || line.stdin) this.into.open(list.place);
    if (line.options.lines.length === 0) return;
    const target: Target = wholeOptions(options) ? { kind: 'flags', list } : { kind: 'operator' };
    this.into.push(line.options, 'command-line option', target);
  }

  #variables(path: string, name: string | undefined): void {
    const items = itemsAt(this.#openUnless('list', path));
    const variable = items.find((one) => textAt(one, 'name') === name);
    if (variable) this.into.open(variable.place);
  }

  /** What stands at a path; of another kind, or made by a template, it opens the configuration. */
  #openUnless(kind: Tree['kind'], path: string): Tree | undefined {
    const tree = find(this.server.spec, path);
    if (!tree) return undefined;
    if (tree.kind !== kind || ('open' in tree && tree.open)) this.into.open(tree.place);
    return tree.kind === kind ? tree : undefined;
  }
}

const isText = (tree: Tree): tree is ScalarTree => tree.kind === 'scalar' && !tree.null;

/** Only where each item is a whole option can one be replaced by itself. */
const wholeOptions = (words: readonly ScalarTree[]): boolean =>
  words.every(({ text }) => /^--\S+\s+\S/.test(text));
