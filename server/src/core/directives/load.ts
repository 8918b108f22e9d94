/**
 * Loading a configuration the way a server does: file, standard input and command-line options as one text, includes
 * read in place, every line judged in order (`loadServerConfig`, `loadServerConfigFromString`; config.c 7.0.15).
 *
 * What differs between versions here is `save`: when the compiled points give way and when written ones are dropped.
 */

import type { Layer, UnknownReason } from '../model/fact';
import { hasRedis, type ServerVersion } from '../model/version';
import type { Place } from '../text/span';
import { WorkBudget } from '../text/work-budget';
import { MOST_INCLUDED_LINES, MOST_INCLUDES } from '../work-limits';
import { type ConfigText, type DirectiveLine, placeInText } from './config-text';
import type { Entry } from './entry';
import { SaveList, type SaveState } from './save-list';
import { refuses, type Verdict } from './setting';
import { judge } from './verdict';

/** Something unread that could still set any directive; nothing may be called missing while there is one. */
export interface Opening {
  readonly why: UnknownReason;
  readonly place: Place;
  /** What the include names, where it is one. */
  readonly include?: string;
}

export type Resolution =
  | { readonly kind: 'found'; readonly texts: readonly ConfigText[] }
  | { readonly kind: 'unresolved' };

/** Finds what an include names. An empty `found` is a wildcard without a match, which the server passes over. */
export type IncludeResolver = (pattern: string, from: ConfigText) => Resolution;

export interface ConfigInput {
  readonly parts: readonly { readonly text: ConfigText; readonly layer: Layer }[];
  /** Started with no argument at all (argc 1): before 6.2 only then are the compiled save points kept. */
  readonly bare: boolean;
  readonly resolve: IncludeResolver;
  /** Who wrote a text, where that is more than the part or the include says. */
  readonly saidBy?: (text: ConfigText) => Pick<Entry, 'layer' | 'detail' | 'atRuntime'> | undefined;
  /** Known before anything is read: a script around the server, a file that nobody shows. */
  readonly unknownSources?: readonly Opening[];
}

export interface Loaded {
  readonly version: ServerVersion;
  readonly entries: readonly Entry[];
  readonly unknownSources: readonly Opening[];
  readonly save: SaveState;
  /** Everything that was read, includes too. */
  readonly texts: ReadonlySet<ConfigText>;
}

/** The server recurses without a bound; here that would exhaust the stack. */
const INCLUDE_DEPTH = 128;

export function loadConfig(input: ConfigInput, version: ServerVersion): Loaded {
  return new Loader(input, version).run();
}

/** What decides about save points, and nothing else: for the versions that are only asked about those. */
export type SaveLoaded = Pick<Loaded, 'save' | 'unknownSources'>;

const SAVE_NAMES: ReadonlySet<string> = new Set(['save', 'include']);

export const loadSave = (input: ConfigInput, version: ServerVersion): SaveLoaded =>
  new Loader(input, version, SAVE_NAMES).run();

class Loader {
  readonly #entries: Entry[] = [];
  readonly #openings: Opening[];
  readonly #save: SaveList;
  readonly #texts = new Set<ConfigText>();
  /** The include line of the configuration itself that is being followed. */
  #first: Place | undefined;
  #limited = false;
  /** The texts that are being read, and the include lines that led to them: what is met again would never end. */
  readonly #reading = new Set<ConfigText | string>();
  /** Files that include the next one twice double with every step. */
  readonly #budget = new WorkBudget(MOST_INCLUDES, MOST_INCLUDED_LINES);

  constructor(
    readonly input: ConfigInput,
    readonly version: ServerVersion,
    /** Directives that are taken; all where it is left out. */
    readonly names?: ReadonlySet<string>,
  ) {
    this.#save = new SaveList(version, input.bare);
    this.#openings = [...(input.unknownSources ?? [])];
  }

  run(): Loaded {
    this.#load(this.input.parts, 0);
    return {
      version: this.version,
      entries: this.#entries,
      unknownSources: this.#openings,
      save: this.#save.state(),
      texts: this.#texts,
    };
  }

  #load(parts: ConfigInput['parts'], depth: number): void {
    const endOfText = this.#save.beginText();
    for (const { text, layer } of parts) {
      this.#reading.add(text);
      this.#texts.add(text);
      for (const line of text.lines) {
        if (line.kind === 'opaque')
          this.#openings.push({ why: 'template', place: placeInText(text, line.span) });
        else if (!this.names || this.names.has(line.name)) this.#take(line, text, layer, depth);
      }
      this.#reading.delete(text);
    }
    endOfText();
  }

  #take(line: DirectiveLine, source: ConfigText, layer: Layer, depth: number): void {
    const { info, verdict } = judge(line, this.version, source.template);
    const included = info?.key === 'include' && verdict.outcome !== 'refuses';
    const found = included && !line.templated && !line.conditional ? this.#resolve(line, source) : undefined;
    const entry: Entry = {
      line,
      source,
      layer,
      ...this.input.saidBy?.(source),
      info,
      verdict: (included && this.#refuseInclude(line, source, found)) || verdict,
    };
    this.#entries.push(entry);
    if (info?.key === 'save') this.#save.take(entry);
    if (included && entry.verdict.outcome !== 'refuses') this.#include(line, source, depth, found);
  }

  #resolve(line: DirectiveLine, source: ConfigText): Resolution {
    return this.input.resolve(line.args[0]?.value ?? '', source);
  }

  #refuseInclude(
    line: DirectiveLine,
    source: ConfigText,
    found: Resolution | undefined,
  ): Verdict | undefined {
    const texts = found?.kind === 'found' ? found.texts : [];
    const again = texts.some((text) => this.#reading.has(text)) || this.#reading.has(placeKey(source, line));
    if (again) return refuses('other', 'the includes form a loop', 0);
    const wild = /[*?[]/.test(line.args[0]?.value ?? '');
    return wild && !hasRedis(this.version, 7)
      ? refuses('other', 'wildcards in include need version 7.0', 0)
      : undefined;
  }

  #include(line: DirectiveLine, source: ConfigText, depth: number, resolution?: Resolution): void {
    const pattern = line.args[0]?.value ?? '';
    const place = placeInText(source, line.args[0]?.span ?? line.span);
    if (!resolution) {
      this.#openings.push({ why: 'template', place });
      return;
    }
    if (resolution.kind === 'unresolved') {
      this.#openings.push({ why: 'unresolved', place, include: pattern });
      // Whatever it holds, the server reads it as a text of its own, and that end has an effect on later save lines.
      this.#save.beginText()();
      return;
    }
    const { texts } = resolution;
    const lines = texts.reduce((sum, text) => sum + text.lines.length, 0);
    if (
      depth >= INCLUDE_DEPTH ||
      this.#budget.isSpent ||
      !this.#budget.step(texts.length) ||
      !this.#budget.take(lines)
    ) {
      if (!this.#limited)
        this.#openings.push({ why: 'limit', place: this.#first ?? place, include: pattern });
      this.#limited = true;
      return;
    }
    const key = placeKey(source, line);
    this.#reading.add(key);
    if (depth === 0) this.#first = place;
    this.#load(
      texts.map((text) => ({ text, layer: 'included file' as const })),
      depth + 1,
    );
    this.#reading.delete(key);
  }
}

/** Of an include line: files of a wildcard may be joined into a new text each time. */
function placeKey(source: ConfigText, line: DirectiveLine): string {
  const { file, span } = placeInText(source, line.span);
  return `${file}\0${span.start}`;
}
