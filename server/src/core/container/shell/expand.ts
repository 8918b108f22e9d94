/** Words of a script after their expansions, in the order of a shell: braces, values, splitting, names of files. */

import {
  type ArithmeticExpression,
  type HereDocBody,
  type ParsedScript,
  parse,
  type Word,
  type WordPart,
} from 'unbash';
import { SourceMap } from '../../text/source-map';
import { calculate, type Numbers, parseNumber } from './arithmetic';
import { expandBraces } from './braces';
import type { Interpreter } from './interpreter';
import { escapedItems, stripTabs } from './literals';
import { expandParameter, resolveParameter } from './parameter';
import { matchingPaths } from './paths';
import { type Pattern, patternOf } from './pattern';
import type { WordExpander } from './resolved';
import { BudgetSpent, type Field, type State } from './state';
import { isKnown, knownString, literal, type Source, stringOf, type Text, unknownText } from './text';
import { fieldOf, type Item, patternPieces, piecesOf, quotedItems, splitFields } from './word-items';

/** What a piece of a text costs beside its characters. */
const PIECE = 50;

export class Expander implements WordExpander {
  constructor(
    readonly shell: Interpreter,
    readonly state: State,
  ) {}

  /** The arguments that words become. */
  fields(words: readonly Word[]): Field[] {
    return words.flatMap((word) => this.#fieldsOf(word));
  }

  /** Unsplit: what an assignment, a redirection or a `case` takes. */
  text(word: Word): Text {
    const text = piecesOf(this.#items(word, false));
    this.#charge(text.reduce((sum, piece) => sum + piece.text.length + PIECE, 0));
    return text;
  }

  pattern(word: Word): Pattern | undefined {
    const pieces = patternPieces(this.#items(word, false));
    if (pieces.some(({ text }) => !isKnown(text)) || hasExtendedGlob(word)) return undefined;
    return patternOf(pieces);
  }

  /** Items with their quotes, for `[[ x =~ … ]]` and replacements. */
  items(word: Word): Item[] {
    return this.#items(word, false);
  }

  hereDocument(body: HereDocBody, quoted: boolean, strip: boolean): Text {
    const source = this.source(body);
    const parts = quoted ? undefined : body.parts;
    const items = parts
      ? parts.flatMap((part) => this.#part(part, 'here-document'))
      : quotedItems(literal(body.text, { ...source, exact: true }));
    const text = piecesOf(
      quoted || parts ? items : escapedItems(body.text, body.pos, 'here-document', this.state.script),
    );
    this.#charge(text.reduce((sum, piece) => sum + piece.text.length + PIECE, 0));
    return strip ? stripTabs(text) : text;
  }

  source({ pos, end }: { readonly pos: number; readonly end: number }): Source {
    return { script: this.state.script, span: { start: pos, end }, exact: false };
  }

  arithmetic(expression: ArithmeticExpression): bigint | undefined {
    return calculate(expression, this.#numbers);
  }

  /** An expression that is the value of a word: `${name:1 + 1}`, `let`. */
  number(text: string): bigint | undefined {
    if (!isKnown(text)) return undefined;
    const plain = parseNumber(text);
    if (plain !== undefined) return plain;
    const command = parse(`((${text}))`).commands[0]?.command;
    if (command?.type !== 'ArithmeticCommand' || !command.expression) return undefined;
    return this.arithmetic(command.expression);
  }

  #fieldsOf(word: Word): Field[] {
    const source = this.source(word);
    const whole = this.#wholeList(word);
    if (whole) return [...whole];
    if (this.state.options.dialect !== 'dash' && word.parts?.some(({ type }) => type === 'BraceExpansion')) {
      if (/["'\\\\$`]/.test(word.text)) return [fieldOf(unknownText('words', source), source, true)];
      const alternatives = expandBraces(word.text);
      if (alternatives.length > 0)
        return alternatives.flatMap((text) => this.#fieldsOfItems(writtenItems(text, source), source));
    }
    return this.#fieldsOfItems(this.#items(word, true), source);
  }

  #fieldsOfItems(items: readonly Item[], source: Source): Field[] {
    const separators = this.#separators;
    const maySplit = items.some((item) => item === 'end of field' || item.kind === 'expanded');
    if (separators === undefined && maySplit)
      return [{ text: unknownText('words', source), source, splits: true }];
    return splitFields(items, separators ?? '').flatMap(({ items: own, splits }) => {
      this.#charge(own.reduce((sum, { piece }) => sum + piece.text.length + PIECE, 1));
      const paths = splits ? undefined : matchingPaths(patternPieces(own), this.state);
      if (paths === 'unknown') return [{ text: unknownText('files', source), source, splits: true }];
      if (paths) return paths.map((path) => ({ text: literal(path, source), source, splits: false }));
      return [{ text: piecesOf(own), source, splits }];
    });
  }

  /** `"$@"` and `"${NAME[@]}"` alone: every word as it was given. */
  #wholeList({ parts }: Word): readonly Field[] | undefined {
    const [only] = parts ?? [];
    if (parts?.length !== 1 || only?.type !== 'DoubleQuoted' || only.parts.length !== 1) return undefined;
    const [inner] = only.parts;
    if (inner?.type !== 'SimpleExpansion' && inner?.type !== 'ParameterExpansion') return undefined;
    if (inner.type === 'ParameterExpansion' && (inner.operation || inner.prefix)) return undefined;
    const found = resolveParameter(inner, this);
    return found.kind === 'fields' && !found.together ? found.fields : undefined;
  }

  get #separators(): string | undefined {
    const value = this.state.variables.get('IFS')?.value;
    if (!value || value.kind === 'unset') return ' \t\n';
    return value.kind === 'text' ? knownString(value.text) : undefined;
  }

  /** @param tilde `~` at the start is a folder */
  #items({ parts, text, value, pos }: Word, tilde: boolean): Item[] {
    if (parts) {
      const items = parts.flatMap((part) => this.#part(part, 'bare'));
      return text.startsWith('~') && tilde ? this.#withHome(items) : items;
    }
    const plain = text === value;
    const items: Item[] = plain
      ? [{ kind: 'literal', piece: { text, source: this.#exact(pos, text) } }]
      : escapedItems(text, pos, 'bare', this.state.script);
    if (text === '') return [];
    return text.startsWith('~') ? this.#withHome(items) : items;
  }

  #exact(pos: number, text: string): Source {
    return { script: this.state.script, span: { start: pos, end: pos + text.length }, exact: true };
  }

  #withHome(items: Item[]): Item[] {
    const [first, ...rest] = items;
    if (!first || first === 'end of field' || first.kind !== 'literal') return items;
    const match = /^~([^/]*)/.exec(first.piece.text);
    if (!match) return items;
    const home = this.state.value('HOME');
    const isOwn = match[1] === '' && home.kind === 'text';
    const text = isOwn ? home.text : unknownText('HOME');
    const left = { ...first, piece: { text: first.piece.text.slice(match[0].length) } };
    return [...quotedItems(text), ...(left.piece.text === '' ? [] : [left]), ...rest];
  }

  #part(part: WordPart, around: 'bare' | 'quoted' | 'here-document'): Item[] {
    const { script } = this.state;
    switch (part.type) {
      case 'Literal':
        return escapedItems(part.text, part.pos, around, script);
      case 'Glob':
        if (part.kind === 'bracket')
          return [
            { kind: 'literal', piece: { text: '[' } },
            ...part.parts.flatMap((inner) => this.#part(inner, around)),
            { kind: 'literal', piece: { text: ']' } },
          ];
        return [{ kind: 'literal', piece: { text: part.text, source: this.#exact(part.pos, part.text) } }];
      case 'SingleQuoted':
        return emptyOr(quotedItems(literal(part.value, this.#exact(part.pos + 1, part.value))));
      case 'AnsiCQuoted':
        return emptyOr(quotedItems(literal(part.value, this.source(part))));
      case 'DoubleQuoted':
      case 'LocaleString':
        return emptyOr(
          part.parts.flatMap((inner) => this.#part(inner, 'quoted')),
          part.parts.some(isList),
        );
      case 'SimpleExpansion':
      case 'ParameterExpansion':
        return expandParameter(part, around !== 'bare', this);
      case 'CommandExpansion':
        return this.#expanded(this.#captured(part.script, part), around, part);
      case 'ArithmeticExpansion':
        return this.#expanded(this.#calculated(part.expression, part), around, part);
      case 'ProcessSubstitution':
        return this.#expanded(unknownText('pipe', this.source(part)), 'quoted', part);
      default:
        return [{ kind: 'literal', piece: { text: part.text, source: this.#exact(part.pos, part.text) } }];
    }
  }

  #expanded(text: Text, around: string, part: { readonly pos: number; readonly end: number }): Item[] {
    const kind = around === 'bare' ? 'expanded' : 'quoted';
    const source = this.source(part);
    return text.map((piece) => ({ kind, piece: { ...piece, source } }));
  }

  #captured(script: ParsedScript | undefined, part: { readonly pos: number; readonly end: number }): Text {
    const source = this.source(part);
    if (!script) return unknownText('command', source);
    // Positions in what backticks hold count in a text of their own.
    const map = script.source === undefined ? this.state.script : coarseScript(source);
    return this.shell.capture(script, map, this.state);
  }

  #calculated(expression: ArithmeticExpression | undefined, part: { pos: number; end: number }): Text {
    const value = expression && this.arithmetic(expression);
    const source = this.source(part);
    return value === undefined ? unknownText('number', source) : literal(String(value), source);
  }

  get #numbers(): Numbers {
    const { state } = this;
    return {
      read: (name) => {
        const value = state.value(name);
        if (value.kind === 'unset') return 0n;
        const text = value.kind === 'text' ? knownString(value.text) : undefined;
        return text === undefined ? undefined : parseNumber(text);
      },
      write: (name, value) => {
        if (value === undefined) state.forget(name);
        else state.assign(name, { kind: 'text', text: literal(String(value)) });
      },
      word: ({ value, parts }) => {
        const name = /^\$(\w+)$/.exec(value)?.[1];
        if (!parts && name !== undefined) {
          const found = state.value(name);
          return found.kind === 'text' ? knownString(found.text) : undefined;
        }
        if (!parts) return value;
        const text = stringOf(piecesOf(parts.flatMap((part) => this.#part(part, 'quoted'))));
        return isKnown(text) ? text : undefined;
      },
    };
  }

  #charge(length: number): void {
    if (!this.shell.budget.take(length)) throw new BudgetSpent();
  }
}

/** A script whose positions are not those of a document. */
export function coarseScript({ script, span }: Source): Source['script'] {
  const place = script.map.place(span);
  // Every offset leads to the same place.
  return { place, map: SourceMap.coarse(place.file, Number.MAX_SAFE_INTEGER, place.span) };
}

/** Quotes with nothing between them are a word, too; not so around a list of words that is empty. */
const emptyOr = (items: Item[], isAroundList = false): Item[] =>
  items.length > 0 || isAroundList ? items : [{ kind: 'quoted', piece: { text: '' } }];

const isList = ({ text }: WordPart): boolean => /^\$(?:@|\{@|\{\w+\[@\])/.test(text);

/** Braces are expanded before all else; what comes out may be a pattern. */
const writtenItems = (text: string, source: Source): Item[] => [{ kind: 'literal', piece: { text, source } }];

const hasExtendedGlob = ({ parts }: Word): boolean =>
  parts?.some(({ type }) => type === 'ExtendedGlob') ?? false;
