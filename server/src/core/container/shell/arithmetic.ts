/** Arithmetic of a shell: `$((1 << n))`, `((i++))`, with 64 bits. */

import type { ArithmeticExpression } from 'unbash';

export interface Numbers {
  /** Undefined where it is not known; 0n for a variable that is unset or empty. */
  read(name: string): bigint | undefined;
  write(name: string, value: bigint | undefined): void;
  /** A number, a name, or words with expansions in them. */
  word(expression: Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>): string | undefined;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

const BINARY: Readonly<Record<string, (a: bigint, b: bigint) => bigint | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0n ? undefined : a / b),
  '%': (a, b) => (b === 0n ? undefined : a % b),
  '**': (a, b) => (b < 0n || b > 64n ? undefined : a ** b),
  '<<': (a, b) => (b < 0n || b > 63n ? undefined : a << b),
  '>>': (a, b) => (b < 0n || b > 63n ? undefined : a >> b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  ',': (_, b) => b,
};

/** @returns undefined where it is not known, or the shell would refuse it */
export function calculate(expression: ArithmeticExpression, numbers: Numbers): bigint | undefined {
  switch (expression.type) {
    case 'ArithmeticGroup':
      return calculate(expression.expression, numbers);
    case 'ArithmeticWord':
      return numberOf(numbers.word(expression), numbers);
    case 'ArithmeticTernary': {
      const test = calculate(expression.test, numbers);
      if (test === undefined) return undefined;
      return calculate(test === 0n ? expression.alternate : expression.consequent, numbers);
    }
    case 'ArithmeticUnary':
      return unary(expression, numbers);
    case 'ArithmeticBinary':
      return binary(expression, numbers);
    default:
      return undefined;
  }
}

const NAME = /^[A-Za-z_]\w*$/;

function numberOf(word: string | undefined, numbers: Numbers): bigint | undefined {
  if (word === undefined) return undefined;
  return NAME.test(word) ? numbers.read(word) : parseNumber(word);
}

/** Decimal, `0x1f` and `017`; undefined for anything else. */
export function parseNumber(text: string): bigint | undefined {
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]{1,16}|\d{1,19})\s*$/.exec(text);
  if (!match) return text.trim() === '' ? 0n : undefined;
  const [, sign, digits = ''] = match;
  if (/^0[0-9]/.test(digits) && !/^0[0-7]+$/.test(digits)) return undefined;
  const value = /^0\d/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  return wrap(sign === '-' ? -value : value);
}

function unary(
  { operator, operand, prefix }: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  numbers: Numbers,
): bigint | undefined {
  if (operator === '++' || operator === '--') {
    const name = nameOf(operand, numbers);
    const before = name === undefined ? undefined : numbers.read(name);
    if (name === undefined || before === undefined) {
      if (name !== undefined) numbers.write(name, undefined);
      return undefined;
    }
    const after = wrap(operator === '++' ? before + 1n : before - 1n);
    numbers.write(name, after);
    return prefix ? after : before;
  }
  const value = calculate(operand, numbers);
  if (value === undefined) return undefined;
  if (operator === '-') return wrap(-value);
  if (operator === '+') return value;
  if (operator === '!') return truth(value === 0n);
  return operator === '~' ? wrap(~value) : undefined;
}

const nameOf = (expression: ArithmeticExpression, numbers: Numbers): string | undefined => {
  const word = expression.type === 'ArithmeticWord' ? numbers.word(expression) : undefined;
  return word !== undefined && NAME.test(word) ? word : undefined;
};

function binary(
  { operator, left, right }: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  numbers: Numbers,
): bigint | undefined {
  if (operator === '&&' || operator === '||') {
    const first = calculate(left, numbers);
    if (first === undefined) return undefined;
    if ((first !== 0n) === (operator === '||')) return truth(operator === '||');
    const second = calculate(right, numbers);
    return second === undefined ? undefined : truth(second !== 0n);
  }
  const assigned = /^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator);
  if (!assigned) return combined(operator, calculate(left, numbers), calculate(right, numbers));
  const name = nameOf(left, numbers);
  const value = calculate(right, numbers);
  if (name === undefined) return undefined;
  const result = operator === '=' ? value : combined(operator.slice(0, -1), numbers.read(name), value);
  numbers.write(name, result);
  return result;
}

function combined(operator: string, a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return undefined;
  const result = BINARY[operator]?.(a, b);
  return result === undefined ? undefined : wrap(result);
}
