/**
 * The project file `.forkguard.yaml`, shared by editor and command line: severities, suppressions with reasons, and
 * facts per instance. An invalid entry is reported at its place, and the other entries still apply.
 */

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Severity } from './model/finding';
import { readStated, type StatedKey } from './model/stated';
import { matchesGlob } from './text/glob';
import { type FileId, type Place, type PresentPlace, presentSpan, type Span, stableSpan } from './text/span';

export type Level = Severity | 'off';

export const LEVELS: readonly Level[] = ['error', 'warning', 'information', 'hint', 'off'];

export interface ProjectAllow {
  readonly rule: string;
  /** Glob relative to the folder of the project file; absent for every file. */
  readonly path?: string;
  readonly reason: string;
  readonly place: Place;
}

/** Facts for the files that the glob `path` matches; for all files without it. */
export interface InstanceFacts {
  readonly path?: string;
  readonly facts: readonly ConfiguredFact[];
}

export interface ConfiguredFact {
  readonly key: StatedKey;
  readonly text: string;
  readonly layer: 'project file' | 'setting';
  readonly place?: Place;
}

export interface Configuration {
  readonly rules: ReadonlyMap<string, Level>;
  readonly allows: readonly ProjectAllow[];
  readonly instances: readonly InstanceFacts[];
  /** Folder of the project file, as a URI that ends in `/`; globs are relative to it. */
  readonly base: string;
}

/** Has a present place, because the project file is always read as a whole. */
export interface ConfigurationProblem {
  readonly message: string;
  readonly place: PresentPlace;
}

export const NO_CONFIGURATION: Configuration = { rules: new Map(), allows: [], instances: [], base: '' };

/** Whether a glob of the project file matches this file. */
export function appliesTo(configuration: Configuration, path: string | undefined, file: FileId): boolean {
  if (path === undefined) return true;
  if (!file.startsWith(configuration.base)) return false;
  return matchesGlob(path, file.slice(configuration.base.length));
}

/** Reads a project file. Never throws: a part that cannot be read becomes a problem at its place. */
export function readConfiguration(
  text: string,
  file: FileId,
  ruleIds: ReadonlySet<string>,
): { configuration: Configuration; problems: ConfigurationProblem[] } {
  const reader = new Reader(file, ruleIds);
  return { configuration: reader.read(text), problems: reader.problems };
}

class Reader {
  readonly problems: ConfigurationProblem[] = [];

  constructor(
    readonly file: FileId,
    readonly ruleIds: ReadonlySet<string>,
  ) {}

  read(text: string): Configuration {
    const base = this.file.slice(0, this.file.lastIndexOf('/') + 1);
    const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false });
    for (const error of document.errors)
      this.#problem(error.message, { start: error.pos[0], end: error.pos[1] });
    const root = document.contents;
    if (isNothing(root) || this.problems.length > 0) return { ...NO_CONFIGURATION, base };
    if (!isMap(root)) {
      this.#at(root as Node, 'The project file must be a mapping with the keys rules, allow and instances.');
      return { ...NO_CONFIGURATION, base };
    }
    const sections = this.#mapping(root as YAMLMap<Node, Node>, ['rules', 'allow', 'instances']);
    return {
      rules: this.#rules(sections.get('rules')),
      allows: this.#items(sections.get('allow'), 'allow').flatMap((item) => this.#allow(item)),
      instances: this.#items(sections.get('instances'), 'instances').map((item) => this.#instance(item)),
      base,
    };
  }

  #rules(node: Node | undefined): Map<string, Level> {
    const levels = new Map<string, Level>();
    if (node === undefined) return levels;
    if (!isMap(node)) {
      this.#at(node, 'rules must be a mapping from rule to severity.');
      return levels;
    }
    for (const { key, value } of pairs(node as YAMLMap<Node, Node>)) {
      const id = textOf(key);
      // In YAML 1.2 `off` is text; users of YAML 1.1 may write `false`.
      const written = textOf(value);
      const level = LEVELS.find((one) => one === (written === 'false' ? 'off' : written));
      if (!this.ruleIds.has(id)) this.#at(key, `There is no rule "${id}".`);
      else if (!level)
        this.#at(isNothing(value) ? key : value, `The severity must be one of ${LEVELS.join(', ')}.`);
      else levels.set(id, level);
    }
    return levels;
  }

  #allow(item: YAMLMap<Node, Node>): ProjectAllow[] {
    const fields = this.#mapping(item, ['rule', 'path', 'reason']);
    const [rule, reason, path] = ['rule', 'reason', 'path'].map((name) => textOf(fields.get(name)));
    if (!rule || !this.ruleIds.has(rule)) {
      this.#at(
        fields.get('rule') ?? item,
        rule ? `There is no rule "${rule}".` : 'An entry of allow needs a rule.',
      );
      return [];
    }
    if (!reason) {
      this.#at(item, 'An entry of allow needs a reason.');
      return [];
    }
    return [{ rule, reason, place: this.#place(item), ...(path ? { path } : {}) }];
  }

  #instance(item: YAMLMap<Node, Node>): InstanceFacts {
    const facts: ConfiguredFact[] = [];
    let path: string | undefined;
    for (const { key, value } of pairs(item)) {
      const name = textOf(key);
      const text = textOf(value);
      if (name === 'path') {
        path = text;
        continue;
      }
      const read = readStated(name, text);
      if (read.ok)
        facts.push({ key: read.key, text, layer: 'project file', place: this.#place(value ?? key) });
      else this.#at(isNothing(value) ? key : value, read.message);
    }
    return path === undefined ? { facts } : { path, facts };
  }

  #items(node: Node | undefined, name: string): YAMLMap<Node, Node>[] {
    if (node === undefined) return [];
    if (!isSeq(node)) {
      this.#at(node, `${name} must be a list.`);
      return [];
    }
    return (node.items as Node[]).filter((item): item is YAMLMap<Node, Node> => {
      if (isMap(item)) return true;
      this.#at(item, `Each item of ${name} must be a mapping.`);
      return false;
    });
  }

  #mapping(node: YAMLMap<Node, Node>, allowed: readonly string[]): Map<string, Node> {
    const fields = new Map<string, Node>();
    for (const { key, value } of pairs(node)) {
      const name = textOf(key);
      if (!allowed.includes(name)) this.#at(key, `Unknown key "${name}". Valid keys: ${allowed.join(', ')}.`);
      else if (!isNothing(value)) fields.set(name, value);
    }
    return fields;
  }

  #at(node: Node, message: string): void {
    const [start = 0, end = 0] = node.range ?? [];
    this.#problem(message, { start, end });
  }

  #problem(message: string, { start, end }: Span): void {
    this.problems.push({ message, place: { file: this.file, span: presentSpan(start, end) } });
  }

  #place(node: Node): Place {
    const [start = 0, end = 0] = node.range ?? [];
    return { file: this.file, span: stableSpan(start, end) };
  }
}

const pairs = (node: YAMLMap<Node, Node>): { key: Node; value: Node | null }[] => node.items;

/** An empty value, also a key whose entries are all commented out. */
const isNothing = (node: Node | null): node is null =>
  node === null || (isScalar(node) && node.value === null);

function textOf(node: Node | null | undefined): string {
  return isScalar(node) && node.value !== null ? String(node.source ?? node.value) : '';
}
