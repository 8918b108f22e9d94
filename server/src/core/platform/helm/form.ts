/** Directives of a release as they are written in its values: changed where they stand, else written where the chart has a place for them. */

import type { Entry } from '../../directives/entry';
import { splitArguments } from '../../directives/split-arguments';
import type { Edit } from '../../model/finding';
import { ConfForm } from '../../server/conf-form';
import type { Form } from '../../server/form';
import type { Span } from '../../text/span';
import { replaceScalar, type TextOf } from '../../yaml/edit/edit';
import type { ScalarTree } from '../../yaml/tree';
import type { ChartServer } from './catalogue/charts';
import { ChartPlaces } from './places';
import type { StepConfig, StepText } from './read/config-steps';
import type { ChartValues } from './read/values';

export class ChartForm implements Form {
  readonly #places: ChartPlaces;

  constructor(
    readonly values: ChartValues,
    readonly server: ChartServer,
    readonly config: StepConfig,
    readonly text: TextOf,
  ) {
    this.#places = new ChartPlaces(values, server, config, text);
  }

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    const beside = near && this.#textForm(near);
    if (beside) return beside.insert(name, args, near);
    return this.#places.write(name, args);
  }

  insertOwn(name: string, args: readonly string[]): readonly Edit[] {
    return this.#places.write(name, args, `${this.server.block}.`);
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const own = this.#textForm(entry);
    if (own) return own.replace(entry, args);
    const source = this.config.texts.get(entry.source);
    const name = entry.line.nameToken.value;
    if (!source?.written) return this.#override(entry, args, source);
    const { step, scalar } = source;
    if (step.as === 'options') return optionEdits(this.#optionItems(entry), name, args);
    if (!scalar || step.as === 'percent-of-limit') return [];
    if (step.as === 'text') return this.#rewriteText(entry, args, step.path ?? '');
    if (step.as === 'lines') return replaceScalar(scalar, `${name} ${args}`);
    return writeInPlace(scalar, step.as === 'points' && args === '""' ? '' : args);
  }

  rename(entry: Entry, name: string): readonly Edit[] {
    const own = this.#textForm(entry);
    if (own) return own.rename(entry, name);
    const source = this.config.texts.get(entry.source);
    if (!source?.written || (source.step.as !== 'map' && source.step.as !== 'option-maps')) return [];
    return [{ ...entry.source.map.place(entry.line.nameToken.span), newText: name }];
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    const forms = new Map<ConfForm, Entry[]>();
    const bySource = new Map<unknown, ConfForm>();
    for (const entry of entries) {
      const form = bySource.get(entry.source) ?? this.#textForm(entry);
      if (!form) continue;
      bySource.set(entry.source, form);
      forms.set(form, [...(forms.get(form) ?? []), entry]);
    }
    return [...forms].flatMap(([form, own]) => form.remove(own));
  }

  show(name: string, args: string): string {
    return `${name} ${args}`;
  }

  /** A block scalar of somebody's own is edited as the redis.conf that it is. */
  #textForm(entry: Entry): ConfForm | undefined {
    const source = this.config.texts.get(entry.source);
    if (!source?.written || source.step.as !== 'text' || source.scalar?.style !== 'literal') return undefined;
    const { indent, place } = source.scalar;
    const newline = this.text(place).includes('\r\n') ? '\r\n' : '\n';
    return new ConfForm(entry.source, { indent, newline });
  }

  /** Something else than the chart does by itself. */
  #override(entry: Entry, args: string, source: StepText | undefined): readonly Edit[] {
    const { step } = source ?? {};
    if (step?.as === 'text' && source?.scalar) return this.#rewriteText(entry, args, step.path ?? '');
    return this.insert(entry.line.nameToken.value, [args]);
  }

  /** The whole text again with other arguments in one line. */
  #rewriteText({ line, source }: Entry, args: string, path: string): Edit[] {
    const [first, last] = [line.args[0], line.args.at(-1)];
    const span: Span =
      first && last
        ? { start: first.span.start, end: last.span.end }
        : { start: line.span.end, end: line.span.end };
    const changed = source.text.slice(0, span.start) + args + source.text.slice(span.end);
    return this.#places.set(path, { kind: 'text', lines: changed.replace(/\n+$/, '').split('\n') });
  }

  #optionItems(entry: Entry): ScalarTree[] {
    const { file, span } = entry.source.map.place(entry.line.span);
    const path = this.config.texts.get(entry.source)?.step.path ?? '';
    const list = this.values.writtenAt(path);
    const items = list?.kind === 'list' ? list.items : list ? [list] : [];
    return items.filter((item): item is ScalarTree => {
      const at = item.place;
      return (
        item.kind === 'scalar' && at.file === file && at.span.start < span.end && span.start < at.span.end
      );
    });
  }
}

/** An option and its value in one item stay in one item. */
function optionEdits(items: readonly ScalarTree[], name: string, args: string): Edit[] {
  const [option, value, ...more] = items;
  if (!option || more.length > 0) return [];
  if (!value) return replaceScalar(option, `--${name} ${args}`);
  return replaceScalar(
    value,
    splitArguments(args)
      .tokens.map((token) => token.value)
      .join(' '),
  );
}

/** Quotes of a redis.conf stay readable inside single ones. */
function writeInPlace(scalar: ScalarTree, value: string): Edit[] {
  if (value.includes('"') && !value.includes("'")) return [{ ...scalar.place, newText: `'${value}'` }];
  return replaceScalar(scalar, value);
}
