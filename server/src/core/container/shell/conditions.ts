/** `[ … ]`, `test` and `[[ … ]]`: true, false, or not known. */

import type { TestExpression } from 'unbash';
import { contentOf, WrittenFile, wholeText } from './content';
import type { Expander } from './expand';
import { matches } from './pattern';
import { regexOf } from './regex';
import { isEmptyText } from './resolved';
import type { Field, State, Value } from './state';
import { isKnown, knownString, literal, stringOf, type Text, UNKNOWN } from './text';
import { piecesOf } from './word-items';

/** Undefined where it is not known. */
export type Truth = boolean | undefined;

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
const and = (a: Truth, b: Truth): Truth => (a === false || b === false ? false : a && b);
const or = (a: Truth, b: Truth): Truth => (a === true || b === true ? true : a === undefined ? a : b);

/** `[[ … ]]`: words are not split, and patterns stand on the right. */
export function testExpression(expression: TestExpression, expander: Expander): Truth {
  switch (expression.type) {
    case 'TestGroup':
      return testExpression(expression.expression, expander);
    case 'TestNot': {
      const inner = testExpression(expression.operand, expander);
      return expression.negations.length % 2 === 1 ? not(inner) : inner;
    }
    case 'TestLogical': {
      const combine = expression.operator === '&&' ? and : or;
      const start: Truth = expression.operator === '&&';
      return expression.operands.reduce<Truth>((truth, one) => {
        const decided = truth !== undefined && truth !== start;
        return decided ? truth : combine(truth, testExpression(one, expander));
      }, start);
    }
    case 'TestUnary':
      return unaryTest(expression.operator, expander.text(expression.operand), expander.state);
    default:
      return doubleBracketTest(expression, expander);
  }
}

function doubleBracketTest(
  { operator, left, right }: Extract<TestExpression, { type: 'TestBinary' }>,
  expander: Expander,
): Truth {
  const first = expander.text(left);
  if (operator === '=' || operator === '==' || operator === '!=') {
    const pattern = expander.pattern(right);
    const text = knownString(first);
    const literalRight = expander
      .items(right)
      .every((item) => item !== 'end of field' && item.kind === 'quoted');
    const same =
      pattern && text !== undefined
        ? matches(pattern, text)
        : literalRight
          ? sameText(first, expander.text(right))
          : undefined;
    return operator === '!=' ? not(same) : same;
  }
  if (operator === '=~') return matchesRegex(first, expander.items(right));
  if (operator.startsWith('-'))
    return numericTest(operator, arithmetic(first, expander), arithmetic(expander.text(right), expander));
  return binaryTest(operator, first, expander.text(right));
}

/** Arithmetic stands on both sides of `-eq` and its like in `[[ … ]]`. */
const arithmetic = (text: Text, expander: Expander): bigint | undefined => expander.number(stringOf(text));

function matchesRegex(text: Text, items: ReturnType<Expander['items']>): Truth {
  const string = knownString(text);
  const pattern = stringOf(piecesOf(items));
  const isLiteral = items.every((item) => item !== 'end of field' && item.kind === 'quoted');
  if (string === undefined || !isKnown(pattern)) return undefined;
  if (isLiteral) return string.includes(pattern);
  if (items.some((item) => item !== 'end of field' && item.kind === 'quoted')) return undefined;
  return regexOf(pattern, true, string.length)?.test(string);
}

/** `[ … ]` and `test`, by the number of their arguments; with more than four as GNU and dash read them. */
export function testWords(words: readonly Field[], state: State): Truth {
  if (words.some(({ splits }) => splits)) return undefined;
  const reader = new TestReader(
    words.map(({ text }) => text),
    state,
  );
  return reader.run();
}

class TestReader {
  #at = 0;

  constructor(
    readonly words: readonly Text[],
    readonly state: State,
  ) {}

  run(): Truth {
    const { length } = this.words;
    if (length === 0) return false;
    const truth = this.#or();
    return this.#at < length ? undefined : truth;
  }

  get #word(): string | undefined {
    const text = this.words[this.#at];
    return text && knownString(text);
  }

  #or(): Truth {
    let truth = this.#and();
    while (this.#word === '-o' && this.#at < this.words.length) {
      this.#at += 1;
      truth = or(truth, this.#and());
    }
    return truth;
  }

  #and(): Truth {
    let truth = this.#not();
    while (this.#word === '-a' && this.#at < this.words.length) {
      this.#at += 1;
      truth = and(truth, this.#not());
    }
    return truth;
  }

  #not(): Truth {
    if (this.#word !== '!' || this.#left <= 1) return this.#primary();
    this.#at += 1;
    return not(this.#not());
  }

  get #left(): number {
    return this.words.length - this.#at;
  }

  #primary(): Truth {
    const [first, second, third] = this.words.slice(this.#at, this.#at + 3);
    const operator = second && knownString(second);
    if (first && third && operator !== undefined && BINARY.test(operator)) {
      this.#at += 3;
      return binaryTest(operator, first, third);
    }
    const unary = this.#word;
    if (unary === '(' && this.#left > 2) return this.#group();
    if (second && unary !== undefined && /^-[a-zA-Z]$/.test(unary)) {
      this.#at += 2;
      return unaryTest(unary, second, this.state);
    }
    this.#at += 1;
    return first && not(isEmptyText(first));
  }

  #group(): Truth {
    this.#at += 1;
    const truth = this.#or();
    if (this.#word !== ')') return undefined;
    this.#at += 1;
    return truth;
  }
}

const BINARY = /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

function binaryTest(operator: string, left: Text, right: Text): Truth {
  if (operator === '=' || operator === '==') return sameText(left, right);
  if (operator === '!=') return not(sameText(left, right));
  const [a, b] = [knownString(left), knownString(right)];
  if (operator === '<' || operator === '>') {
    if (a === undefined || b === undefined || !/^[\x20-\x7e]*$/.test(a + b)) return undefined;
    // Locales order letters in other ways.
    return /^[a-z]*$/.test(a + b) || /^\d*$/.test(a + b) ? (operator === '<' ? a < b : a > b) : undefined;
  }
  return numericTest(operator, integer(a), integer(b));
}

/** What is no number is an error, which is a failure. */
const integer = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^\s*[-+]?\d{1,18}\s*$/.test(text)
    ? BigInt(text.trim().replace(/^\+/, ''))
    : undefined;

function numericTest(operator: string, a: bigint | undefined, b: bigint | undefined): Truth {
  if (a === undefined || b === undefined) return undefined;
  const results: Readonly<Record<string, boolean>> = {
    '-eq': a === b,
    '-ne': a !== b,
    '-lt': a < b,
    '-le': a <= b,
    '-gt': a > b,
    '-ge': a >= b,
  };
  return results[operator];
}

/** Texts that begin or end in different ways differ, whatever is unknown between. */
function sameText(left: Text, right: Text): Truth {
  const [a, b] = [stringOf(left), stringOf(right)];
  if (isKnown(a) && isKnown(b)) return a === b;
  const [startA = '', startB = ''] = [a.split(UNKNOWN)[0], b.split(UNKNOWN)[0]];
  const shorter = Math.min(startA.length, startB.length);
  if (isKnown(a) ? a.length < startB.length : isKnown(b) && b.length < startA.length) return false;
  if (startA.slice(0, shorter) !== startB.slice(0, shorter)) return false;
  const [endA = '', endB = ''] = [a.split(UNKNOWN).at(-1), b.split(UNKNOWN).at(-1)];
  const least = Math.min(endA.length, endB.length);
  return endA.slice(endA.length - least) === endB.slice(endB.length - least) ? undefined : false;
}

function unaryTest(operator: string, text: Text, state: State): Truth {
  switch (operator) {
    case '-n':
      return not(isEmptyText(text));
    case '-z':
      return isEmptyText(text);
    case '-v': {
      const name = knownString(text);
      return name === undefined || /\W/.test(name) ? undefined : isSet(state.value(name));
    }
    case '-t':
    case '-o':
      return undefined;
    default: {
      const path = knownString(text);
      if (path === '') return false;
      return path === undefined ? undefined : fileTest(operator, path, state);
    }
  }
}

const isSet = (value: Value): Truth =>
  value.kind === 'unknown'
    ? undefined
    : value.kind === 'text' || (value.kind === 'list' && value.items.length > 0);

const DEVICE = /^\/dev\/(?:null|std(?:in|out|err)|tty|zero|u?random)$/;

function fileTest(operator: string, path: string, state: State): Truth {
  if (DEVICE.test(path)) return operator === '-e' ? true : undefined;
  const folder = state.files.isFolder(path);
  if (operator === '-d') return folder;
  const file = isFile(path, folder, state);
  const exists = or(file, folder);
  if (operator === '-e' || operator === '-a') return exists;
  if (operator === '-f') return file;
  if (operator === '-s') return hasContent(path, file, folder, state);
  if (exists === false) return false;
  // Permissions are not read, except that a file that is known can be read.
  return operator === '-r' && file ? true : undefined;
}

function isFile(path: string, folder: Truth, { files }: State): Truth {
  const content = files.read(path);
  if (content.kind === 'file')
    return content.file instanceof WrittenFile && content.file.maybeAbsent ? undefined : true;
  return content.kind === 'absent' || folder ? false : undefined;
}

function hasContent(path: string, file: Truth, folder: Truth, { files }: State): Truth {
  if (file === false && folder !== true) return false;
  const content = files.read(path);
  const text = content.kind === 'file' && file ? wholeText(contentOf(content.file)) : undefined;
  return text === undefined ? undefined : not(isEmptyText(literal(text)));
}
