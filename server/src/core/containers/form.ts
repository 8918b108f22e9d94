/**
 * Writing directives for a container: into the configuration file that is mounted, where one is and can be edited, else
 * as options of the command line in the style of the manifest.
 */

import type { Entry } from '../directives/load';
import { quoteArgument, splitArguments } from '../directives/split-arguments';
import type { Edit } from '../model/finding';
import type { Form } from '../model/form';
import { insertEntry, insertItems, removeItems, replaceScalar, type TextOf } from '../yaml/edit';
import type { ListTree, ScalarTree } from '../yaml/tree';
import { shellQuote } from './shell-words';
import type { ArgumentWord } from './start';
import type { ContainerUnit } from './unit';

/** Where options can be added. */
export interface OptionPlace {
  /** The list whose items are arguments of the server. */
  readonly list: ListTree | undefined;
  /** The last word of the server's command in a script. */
  readonly inScript: ArgumentWord | undefined;
}

export class ContainerForm implements Form {
  /**
   * @param config writes into a mounted configuration file, where there is one
   */
  constructor(
    readonly unit: ContainerUnit,
    readonly options: OptionPlace,
    readonly config: Form | undefined,
    readonly text: TextOf,
  ) {}

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    if (this.config && near?.layer !== 'command-line option')
      return this.config.insert(name, args, isFromFile(near) ? near : undefined);
    const words = args.flatMap((one) => [
      `--${name}`,
      ...splitArguments(one).tokens.map(({ value }) => value),
    ]);
    const { list, inScript } = this.options;
    if (inScript) return [insertAfter(inScript, ` ${words.map(shellQuote).join(' ')}`)];
    if (list) return insertItems(list, words, this.text);
    return this.#newArgs(words);
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const items = this.#itemsOf(entry);
    if (items.length === 0) return this.config?.replace(entry, args) ?? inText(entry, args);
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
    if (!option) return this.config?.rename(entry, name) ?? [];
    const { nameToken } = entry.line;
    const { file, span } = entry.source.map.place(nameToken.span);
    // The name alone where it can be seen: the rest of the word may be a password.
    if (this.text(file).slice(span.start, span.end) === nameToken.value)
      return [{ file, span, newText: name }];
    return replaceScalar(option, `--${name}${option.text.slice(2 + nameToken.value.length)}`);
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    return entries.flatMap((entry) => {
      const items = this.#itemsOf(entry);
      if (items.length > 0 && this.options.list) return removeItems(this.options.list, items, this.text);
      return entry.layer === 'command-line option' ? removeText(entry) : (this.config?.remove([entry]) ?? []);
    });
  }

  show(name: string, args: string): string {
    return this.config ? `${name} ${args}` : `--${name} ${args}`;
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
  #newArgs(words: readonly string[]): Edit[] {
    const { tree } = this.unit;
    const key = this.unit.source === 'compose' ? 'command' : 'args';
    const list = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
    // Compose replaces the command of the image, and options alone are put behind the server by its entry point.
    const after = tree.entries.get('image') ?? tree.entries.get('name');
    return insertEntry(tree, [`${key}: ${list}`], `${key}: ${list}`, this.text, after);
  }
}

const isFromFile = (entry: Entry | undefined): boolean =>
  entry !== undefined && entry.layer !== 'environment' && entry.layer !== 'image default';

function insertAfter(word: ArgumentWord, newText: string): Edit {
  const end = word.place.span.end;
  return { file: word.place.file, span: { start: end, end }, newText };
}

/** In a script, where the words stand one for one. */
function inText(entry: Entry, args: string): Edit[] {
  const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
  if (!first || !last) return [];
  const { map } = entry.source;
  const span = { start: first.span.start, end: last.span.end };
  return map.map(span).exact
    ? [
        {
          ...map.place(span),
          newText: splitArguments(args)
            .tokens.map(({ value }) => shellQuote(value))
            .join(' '),
        },
      ]
    : [];
}

function removeText(entry: Entry): Edit[] {
  const { map } = entry.source;
  return map.map(entry.line.span).exact ? [{ ...map.place(entry.line.span), newText: '' }] : [];
}
