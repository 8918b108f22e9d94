/**
 * Writing directives for a container: into the configuration file that is mounted, where one is and can be edited, else
 * as options of the command line in the style of the manifest.
 */

import type { Entry } from '../directives/entry';
import { quoteArgument, splitArguments } from '../directives/split-arguments';
import type { Edit } from '../model/finding';
import type { Form } from '../server/form';
import { insertItems, removeItems, replaceScalar, type TextOf } from '../yaml/edit/edit';
import type { ListTree, ScalarTree } from '../yaml/tree';
import { readImage } from './image/image';
import type { CommandText } from './shell/command-text';
import type { ContainerUnit } from './unit';

/** Where options can be added. */
export interface OptionPlace {
  /** The list whose items are arguments of the server. */
  readonly list: ListTree | undefined;
  /** The last word of the server's command in a script, or in a command that is one string. */
  readonly inText: CommandText | undefined;
}

/** What writes into the configuration files of a container. */
export interface FileForms {
  /** Into the one that the server is told to read. */
  readonly main: Form | undefined;
  /** Into the one that holds a directive; undefined where its lines cannot be edited. */
  readonly of: (entry: Entry) => Form | undefined;
}

export class ContainerForm implements Form {
  constructor(
    readonly unit: ContainerUnit,
    readonly options: OptionPlace,
    readonly files: FileForms,
    readonly text: TextOf,
  ) {}

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    if (this.files.main && near?.layer !== 'command-line option')
      return this.files.main.insert(name, args, isFromFile(near) ? near : undefined);
    const words = args.flatMap((one) => [
      `--${name}`,
      ...splitArguments(one).tokens.map(({ value }) => value),
    ]);
    const { list, inText } = this.options;
    if (inText) return inText.insert(words);
    if (list) return insertItems(list, words, this.text);
    return this.#newArgs(words);
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const items = this.#itemsOf(entry);
    if (items.length === 0) return this.#elsewhere(entry)?.replace(entry, args) ?? [];
    const [option, ...values] = items;
    const words = splitArguments(args).tokens.map(({ value }) => value);
    const name = entry.line.nameToken.value;
    // An option and its value in one item stay in one item.
    if (option && values.length === 0)
      return replaceScalar(option, `--${name} ${words.map(quoteArgument).join(' ')}`);
    const [first, ...rest] = values;
    if (!first || !this.options.list) return [];
    const edits = replaceScalar(first, words.length === 1 ? (words[0] ?? '') : words.join(' '));
    return [...edits, ...removeItems(this.options.list, rest, this.text)];
  }

  rename(entry: Entry, name: string): readonly Edit[] {
    const [option] = this.#itemsOf(entry);
    if (!option) return this.#elsewhere(entry)?.rename(entry, name) ?? [];
    const { nameToken } = entry.line;
    const place = entry.source.map.place(nameToken.span);
    // The name alone where it can be seen: the rest of the word may be a password.
    if (this.text(place).of(place.span) === nameToken.value) return [{ ...place, newText: name }];
    return replaceScalar(option, `--${name}${option.text.slice(2 + nameToken.value.length)}`);
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    return entries.flatMap((entry) => {
      const items = this.#itemsOf(entry);
      if (items.length > 0 && this.options.list) return removeItems(this.options.list, items, this.text);
      return this.#elsewhere(entry)?.remove([entry]) ?? [];
    });
  }

  show(name: string, args: string): string {
    return this.files.main ? `${name} ${args}` : `--${name} ${args}`;
  }

  /** What writes where no list does. */
  #elsewhere(entry: Entry): Pick<Form, 'replace' | 'rename' | 'remove'> | undefined {
    if (entry.layer === 'command-line option') return this.options.inText;
    return this.files.of(entry) ?? this.files.main;
  }

  /** The items of the list that an option takes up. */
  #itemsOf(entry: Entry): ScalarTree[] {
    const { list } = this.options;
    if (!list || entry.layer !== 'command-line option') return [];
    const { file, span } = entry.source.map.place(entry.line.span);
    return list.items.filter((item): item is ScalarTree => {
      const place = item.place;
      return (
        item.kind === 'scalar' &&
        place.file === file &&
        place.span.start < span.end &&
        span.start < place.span.end
      );
    });
  }

  /** The image decides so far: its arguments begin here. */
  #newArgs(words: readonly string[]): readonly Edit[] {
    const { command, args, dialect, image } = this.unit;
    if (command.kind !== 'absent' || args.kind !== 'absent') return [];
    // Options alone are put behind the server by the entry point of most images.
    if (readImage(image ?? '')?.family === 'bitnami') return [];
    return dialect.addArguments(this.unit, words, this.text);
  }
}

const isFromFile = (entry: Entry | undefined): boolean =>
  entry !== undefined && entry.layer !== 'environment' && entry.layer !== 'image default';
