/** The configuration that a chart makes of its values, step by step in the order in which the server reads it. */

import { isTemplated, isTruthy } from '../../../catalogue/conditions';
import { environmentEffect, type Variable } from '../../../container/environment';
import { wordOf } from '../../../container/shell/words';
import { readCommandLine } from '../../../directives/command-line';
import { asConditional, type ConfigText, readConfigText } from '../../../directives/config-text';
import type { ConfigInput, Opening } from '../../../directives/load';
import { type Fact, factValue, type Layer, type Origin } from '../../../model/fact';
import type { ServerVersion } from '../../../model/version';
import type { ImageInfo } from '../../../server/image-info';
import type { ComputedMaxmemory } from '../../../server/placement';
import type { Place } from '../../../text/span';
import { entriesAt, type ScalarTree, type Tree } from '../../../yaml/tree';
import { type ChartServer, type ConfigStep, keysIn, type ValuePath, valueAt } from '../catalogue/charts';
import { applies } from './conditions';
import { coarseText, itemsIn, lineText, OTHER_VARIABLES, variableOf } from './config-texts';
import type { ChartValues } from './values';

/** Where a text of the configuration comes from. */
export interface StepText {
  readonly step: ConfigStep;
  /** The scalar that it is, where it is one. */
  readonly scalar: ScalarTree | undefined;
  readonly written: boolean;
}

export interface StepConfig {
  readonly input: ConfigInput;
  readonly texts: ReadonlyMap<ConfigText, StepText>;
  /** maxmemory in force is a share of the limit. */
  readonly computed?: ComputedMaxmemory;
  /** Variables that the image does not read here. */
  readonly ignored: readonly { readonly variable: Variable; readonly instead: string }[];
}

export interface StepContext {
  readonly image: ImageInfo | undefined;
  /** For reading options. */
  readonly version: ServerVersion;
  readonly limit: Fact<number>;
}

export function configOfServer(server: ChartServer, values: ChartValues, context: StepContext): StepConfig {
  return new StepReader(server, values, context).run();
}

class StepReader {
  readonly #parts: ConfigInput['parts'][number][] = [];
  readonly #texts = new Map<ConfigText, StepText>();
  readonly #included = new Map<string, ConfigText[]>();
  readonly #openings: Opening[] = [];
  /** The server is started with something else: what is read here may not hold. */
  #replaced = false;
  readonly #ignored: { variable: Variable; instead: string }[] = [];

  constructor(
    readonly server: ChartServer,
    readonly values: ChartValues,
    readonly context: StepContext,
  ) {}

  run(): StepConfig {
    this.#replaced = this.#open(this.server.replaced ?? []);
    for (const step of this.server.config) this.#take(step);
    this.#open(this.server.open);
    if (this.server.unread)
      this.#openings.push({ why: 'unresolved', place: this.values.placeOf(this.server.block) });
    return { input: this.#input(), texts: this.#texts, ignored: this.#ignored, ...this.#computed() };
  }

  /** @returns whether any of the values is written, and not as the chart has it anyway */
  #open(paths: readonly ValuePath[]): boolean {
    const before = this.#openings.length;
    for (const path of paths) {
      const found = this.values.get(path);
      if (found.kind === 'unknown' && this.values.isWritten(path))
        this.#openings.push({ why: 'template', place: found.place });
      else if (found.kind === 'written' && isTruthy(found.tree) && !this.#isUsual(path, found.tree))
        this.#openings.push({ why: 'unresolved', place: found.place });
    }
    return this.#openings.length > before;
  }

  #computed(): Pick<StepConfig, 'computed'> {
    const sets = ({ lines }: ConfigText) =>
      lines.some((line) => line.kind === 'directive' && line.name === 'maxmemory');
    const last = this.#parts.findLast(({ text }) => sets(text))?.text;
    const source = last && this.#texts.get(last);
    if (source?.step.as !== 'percent-of-limit') return {};
    const key = source.step.path?.split('.').at(-1);
    return {
      computed: {
        message: `${key} sets maxmemory to ${source.scalar?.text} % of the limit`,
        overridable: false,
      },
    };
  }

  /** Written as the chart has it anyway. */
  #isUsual(path: string, tree: Tree): boolean {
    const usual = valueAt(this.values.chart.defaults, keysIn(path));
    return tree.kind === 'scalar' && usual === tree.text;
  }

  #input(): ConfigInput {
    const { record, version } = this.values.chart;
    const detail = `${record.id} ${version}`;
    const saidBy = (text: ConfigText): Omit<Origin, 'place'> | undefined => {
      const source = this.#texts.get(text);
      if (!source) return undefined;
      return source.written ? { layer: 'Helm values' } : { layer: 'chart default', detail };
    };
    return {
      parts: this.#parts,
      bare: false,
      unknownSources: this.#openings,
      resolve: (name) => ({ kind: 'found', texts: this.#included.get(name) ?? [] }),
      saidBy,
    };
  }

  #take(step: ConfigStep): void {
    const holds = applies(step, this.values);
    if (holds === false) return;
    const place = this.values.placeOf(step.path ?? this.#keyOfLines());
    if (holds === 'unknown') this.#openings.push({ why: 'template', place });
    else if (step.lines) this.#add(step, coarseText(step.lines.join('\n'), place), undefined, false);
    else this.#takeValue(step);
  }

  /** Where a reader would change what the chart writes by itself. */
  #keyOfLines(): string {
    return this.server.write[0]?.path ?? this.server.block;
  }

  #takeValue(step: ConfigStep): void {
    const found = this.values.get(step.path ?? '');
    if (found.kind === 'unknown') this.#openings.push({ why: 'template', place: found.place });
    if (found.kind !== 'written' && found.kind !== 'default') {
      if (step.include !== undefined) this.#include(step.include, found.place, []);
      return;
    }
    const { tree } = found;
    if (step.as === 'text') this.#text(step, tree);
    else if (step.as === 'map') this.#map(step, tree);
    else if (step.as === 'lines') for (const item of itemsIn(tree)) this.#text(step, item);
    else if (step.as === 'options') this.#options(step, tree);
    else if (step.as === 'option-maps') for (const item of itemsIn(tree)) this.#map(step, item);
    else if (step.as === 'environment') this.#environment(step, tree, found.place);
    else if (step.as === 'percent-of-limit') this.#share(step, tree, found.place);
    else this.#directive(step, tree, found.place);
  }

  #text(step: ConfigStep, tree: Tree): void {
    if (tree.kind === 'hole') this.#openings.push({ why: 'template', place: tree.place });
    if (tree.kind !== 'scalar') return;
    this.#add(step, readConfigText(tree.text, tree.map), tree, !this.values.isDefault(tree));
  }

  /** Keys come out sorted; a list gives its directive several times. */
  #map(step: ConfigStep, tree: Tree): void {
    if (tree.kind === 'hole' || (tree.kind === 'map' && tree.open))
      this.#openings.push({ why: 'template', place: tree.place });
    const entries = [...entriesAt(tree)].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, keyPlace, value } of entries) {
      const scalars = value.kind === 'list' ? value.items : [value];
      for (const scalar of scalars) {
        if (scalar.kind === 'scalar' && (!scalar.null || step.as === 'option-maps'))
          this.#line(step, key, keyPlace, scalar);
        else if (scalar.kind === 'hole') this.#openings.push({ why: 'template', place: scalar.place });
      }
    }
  }

  #directive(step: ConfigStep, tree: Tree, keyPlace: Place): void {
    if (tree.kind === 'hole') this.#openings.push({ why: 'template', place: tree.place });
    if (tree.kind !== 'scalar') return;
    if (tree.text === '' && step.as === 'points')
      this.#add(step, coarseText('save ""', tree.place), tree, !this.values.isDefault(tree));
    else if (tree.text !== '')
      this.#line(step, step.as === 'points' ? 'save' : (step.name ?? ''), keyPlace, tree);
  }

  /** `name value`, with the key and the value each at its own place. */
  #line(step: ConfigStep, name: string, keyPlace: Place, scalar: ScalarTree): void {
    const written = !this.values.isDefault(scalar);
    this.#add(step, lineText(name, keyPlace, scalar), scalar, written);
  }

  #options(step: ConfigStep, tree: Tree): void {
    const items = tree.kind === 'list' ? tree.items : [tree];
    const words = items.filter((item): item is ScalarTree => item.kind === 'scalar' && !item.null);
    if (words.length < items.length) this.#openings.push({ why: 'template', place: tree.place });
    if (words.length === 0) return;
    const { options } = readCommandLine(
      words.map((word) => wordOf(word, word.text, !isTemplated(word.text))),
      this.context.version,
      tree.place.file,
    );
    this.#add(step, options, undefined, !this.values.isDefault(tree));
  }

  #environment(step: ConfigStep, tree: Tree, at: Place): void {
    const variables = itemsIn(tree).flatMap((item) => variableOf(item));
    if (tree.kind !== 'list') this.#openings.push({ why: 'template', place: tree.place });
    const read = new Set(step.variables);
    const known = variables.filter(({ name }) => read.has(name));
    const { image, version } = this.context;
    const { generated, flags, unknown } = environmentEffect(image, known, at, true);
    // What the image does without any variable is a step of its own.
    for (const { config, layer } of generated)
      if (layer === 'environment') this.#add(step, config, undefined, true);
    if (flags.length > 0) this.#add(step, readCommandLine(flags, version, at.file).options, undefined, true);
    if (unknown) this.#openings.push({ why: 'secret', place: unknown.place });
    const { instead } = step;
    if (instead === undefined) return;
    for (const variable of variables)
      if (OTHER_VARIABLES.test(variable.name) && !read.has(variable.name))
        this.#ignored.push({ variable, instead });
  }

  #share(step: ConfigStep, tree: Tree, keyPlace: Place): void {
    const percent = tree.kind === 'scalar' && /^\d+$/.test(tree.text) ? Number(tree.text) : undefined;
    const limit = factValue(this.context.limit);
    if (percent === 0) return;
    if (percent === undefined || limit === undefined || tree.kind !== 'scalar') {
      this.#openings.push({ why: 'unresolved', place: keyPlace });
      return;
    }
    const text = `${step.name ?? ''} ${Math.floor((limit * percent) / 100)}`;
    this.#add(step, coarseText(text, tree.place), tree, true);
  }

  #add(step: ConfigStep, text: ConfigText, scalar: ScalarTree | undefined, written: boolean): void {
    const config = this.#replaced ? asConditional(text) : text;
    this.#texts.set(config, { step, scalar, written });
    const layer: Layer = written ? 'Helm values' : 'chart default';
    if (step.include === undefined) this.#parts.push({ text: config, layer });
    else this.#include(step.include, config.map.place({ start: 0, end: config.text.length }), [config]);
  }

  #include(name: string, place: Place, texts: readonly ConfigText[]): void {
    const before = this.#included.get(name);
    this.#included.set(name, [...(before ?? []), ...texts]);
    if (before) return;
    const text = coarseText(`include ${name}`, place);
    this.#texts.set(text, { step: {}, scalar: undefined, written: false });
    this.#parts.push({ text, layer: 'chart default' });
  }
}
