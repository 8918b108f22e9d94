/** Writing directives the way a chart wants them: into its texts, its mappings, its lists, its variables. */

import type { ChartServer, WriteTarget } from '../catalogue/charts';
import type { Entry } from '../directives/load';
import { splitArguments } from '../directives/split-arguments';
import type { Edit } from '../model/finding';
import type { Form } from '../model/form';
import type { StepConfig, StepText } from '../sources/helm/config-steps';
import { type NewValue, setValue } from '../sources/helm/value-edits';
import type { ChartValues } from '../sources/helm/values';
import { ConfForm } from '../sources/redis-conf/form';
import type { Span } from '../text/span';
import { insertItems, replaceScalar, type TextOf } from '../yaml/edit';
import type { ScalarTree } from '../yaml/tree';

export class ChartForm implements Form {
  constructor(
    readonly values: ChartValues,
    readonly server: ChartServer,
    readonly config: StepConfig,
    readonly text: TextOf,
  ) {}

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    const beside = near && this.#textForm(near);
    if (beside) return beside.insert(name, args, near);
    return this.#firstOf(this.#targets(name), name, args);
  }

  /** Into the first place that can be written. */
  #firstOf(targets: readonly WriteTarget[], name: string, args: readonly string[]): readonly Edit[] {
    for (const target of targets) {
      const edits = this.#write(target, name, args);
      if (edits.length > 0) return edits;
    }
    return [];
  }

  insertOwn(name: string, args: readonly string[]): readonly Edit[] {
    const own = this.#targets(name).filter(({ path }) => path.startsWith(`${this.server.block}.`));
    return this.#firstOf(own, name, args);
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
    const newline = this.text(place.file).includes('\r\n') ? '\r\n' : '\n';
    return new ConfForm(entry.source, { indent, newline });
  }

  /** What somebody writes already comes first, then the place that the chart has for it. */
  #targets(name: string): WriteTarget[] {
    const { write, writeFirst } = this.server;
    const fitting = write.filter((target) => target.name === undefined || target.name === name);
    const first = fitting.find(({ path }) => path === writeFirst?.[name]);
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
      const newline = this.text(place.file).includes('\r\n') ? '\r\n' : '\n';
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
      return this.#set(parent, { kind: 'entries', entries });
    }
    return [...flags.flatMap(([other, flag]) => this.#set(other, flag)), ...this.#set(path, value)];
  }

  #writeKey(target: WriteTarget, name: string, args: readonly string[]): Edit[] {
    const keys = target.as === 'map' ? `${target.path}.${name}` : target.path;
    const [first = '', ...rest] = args;
    if (target.as === 'points') {
      const value = first === '""' ? '' : args.join(' ');
      return this.#set(keys, { kind: 'scalar', value, string: true });
    }
    return this.#set(
      keys,
      rest.length > 0 ? { kind: 'list', values: args } : { kind: 'scalar', value: first, string: true },
    );
  }

  #append(path: string, lines: readonly string[]): Edit[] {
    const list = this.values.writtenAt(path);
    if (list?.kind === 'list' && list.items.length > 0) return insertItems(list, lines, this.text);
    return this.#set(path, { kind: 'list', values: lines });
  }

  #writeVariable(target: WriteTarget, name: string, args: readonly string[]): Edit[] {
    const [first = ''] = args;
    const value = target.values ? target.values[first] : args.map((one) => `--${name} ${one}`).join(' ');
    if (value === undefined || target.variable === undefined || args.length !== 1) return [];
    const written = this.values.writtenAt(target.path);
    // A list of somebody's own may hold the variable already.
    if (written?.kind === 'list' && written.items.length > 0) return [];
    return this.#set(target.path, {
      kind: 'maps',
      items: [
        [
          ['name', target.variable],
          ['value', value],
        ],
      ],
    });
  }

  #set(path: string, value: NewValue): Edit[] {
    const layer = this.values.editable;
    return layer ? setValue(layer, this.values.keysOf(path), value, this.text) : [];
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
    return this.#set(path, { kind: 'text', lines: changed.replace(/\n+$/, '').split('\n') });
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
