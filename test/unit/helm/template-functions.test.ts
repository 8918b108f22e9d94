/** What each function of Go templates that is known comes to, and what stays unknown. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../server/src/core/platform/helm/read/template-expression';
import { stableSpan } from '../../../server/src/core/text/span';
import { plainValue } from '../../support/tree-values';
import { treeOf } from '../../support/trees';

const VALUES = treeOf(`
text: hello
number: 6379
zero: 0
yes: true
no: false
empty: ""
quoted: "0"
nothing:
map: { key: inside, deep: { er: 1 } }
none: {}
list: [a, b]
nolist: []
templated: "{{ .Release.Name }}"
`);
const CHART = treeOf('name: shop\nappVersion: "7.2"\n');

/** The value as YAML reads it, `undefined` where it is not known; and whether an \`if\` takes it as true. */
function shown(expression: string): [value: unknown, holds: boolean | undefined] {
  const scope = { values: VALUES, chart: CHART, place: { file: 'file:///a', span: stableSpan(0, 0) } };
  const { tree, holds } = evaluate(expression, scope);
  return [tree && (tree.kind === 'scalar' && tree.null ? null : plainValue(tree)), holds];
}

const UNKNOWN = [undefined, undefined];

describe('fields and literals', () => {
  it.each<[string, unknown, boolean]>([
    ['.Values.text', 'hello', true],
    ['$.Values.text', 'hello', true],
    ['.Values.map.deep.er', 1, true],
    ['.Values.zero', 0, false],
    ['.Values.no', false, false],
    ['.Values.empty', '', false],
    ['.Values.quoted', '0', true],
    ['.Values.nothing', null, false],
    ['.Values.missing', null, false],
    ['.Values.nothing.below', null, false],
    ['.Values.none', {}, false],
    ['.Values.nolist', [], false],
    ['.Chart.AppVersion', '7.2', true],
    ['$.Chart.AppVersion', '7.2', true],
    ['"text"', 'text', true],
    ['""', '', false],
    ['`raw`', 'raw', true],
    ['7', 7, true],
    ['-7', -7, true],
    ['0', 0, false],
    ['true', true, true],
    ['false', false, false],
    ['nil', null, false],
    ['(.Values.text)', 'hello', true],
  ])('%s is %j', (expression, value, holds) => {
    expect(shown(expression)).toEqual([value, holds]);
  });

  it.each([
    '.Values.text.below',
    '.Values.templated',
    '.Values.map.',
    '.Chart.Name',
    '.Release.Name',
    '.missing',
    '"a\\"b"',
    '1.5',
    'someFunction .Values.text',
    '.Values.text .Values.number',
    '.Values.text)',
    '',
  ])('%s is not known', (expression) => {
    expect(shown(expression)).toEqual(UNKNOWN);
  });
});

describe('functions that only format', () => {
  it.each([
    '.Values.text | quote',
    'quote .Values.text',
    '.Values.text | squote',
    '.Values.text | toYaml | nindent 4',
    '.Values.text | indent 2',
    'toJson .Values.text',
    'toString .Values.text',
    'trim .Values.text',
    'tpl .Values.text $',
    'tpl .Values.text .',
    'required "say it" .Values.text',
    '.Values.text | required "say it"',
  ])('%s is the value', (expression) => {
    expect(shown(expression)).toEqual(['hello', true]);
  });

  it.each(['int .Values.number', '.Values.number | int64', 'int64 .Values.number | quote'])(
    '%s is the number',
    (expression) => {
      expect(shown(expression)).toEqual([6379, true]);
    },
  );

  it('several texts at once are not one of them', () => {
    expect(shown('quote .Values.text .Values.number')).toEqual(UNKNOWN);
    expect(shown('squote .Values.text .Values.number')).toEqual(UNKNOWN);
  });
});

describe('choices', () => {
  it.each<[string, unknown, boolean]>([
    ['.Values.text | default "other"', 'hello', true],
    ['.Values.missing | default "other"', 'other', true],
    ['.Values.empty | default "other"', 'other', true],
    ['.Values.zero | default 5', 5, true],
    ['default "other" .Values.quoted', '0', true],
    ['default .Values.number .Values.none', 6379, true],
    ['coalesce .Values.missing .Values.empty .Values.text .Values.number', 'hello', true],
    ['coalesce .Values.zero .Values.empty', null, false],
    ['or .Values.empty .Values.text .Values.number', 'hello', true],
    ['or .Values.no .Values.zero', 0, false],
    ['and .Values.text .Values.number', 6379, true],
    ['and .Values.text .Values.zero .Values.number', 0, false],
    ['and .Values.empty .Release.Name', '', false],
    ['or .Values.text .Release.Name', 'hello', true],
    ['ternary "a" "b" .Values.yes', 'a', true],
    ['ternary "a" "b" .Values.no', 'b', true],
    ['.Values.no | ternary "a" ""', '', false],
  ])('%s is %j', (expression, value, holds) => {
    expect(shown(expression)).toEqual([value, holds]);
  });

  it.each([
    '.Release.Name | default "other"',
    '.Values.missing | default .Release.Name',
    'coalesce .Release.Name .Values.text',
    'and .Release.Name .Values.text',
    'or .Release.Name .Values.no',
    'ternary "a" "b" .Release.IsUpgrade',
    'and',
    'or',
  ])('%s is not known', (expression) => {
    expect(shown(expression)[0]).toBeUndefined();
  });

  it('one known answer may decide, whatever the unknown one is', () => {
    expect(shown('or .Release.Name .Values.text')).toEqual([undefined, true]);
    expect(shown('and .Release.Name .Values.no')).toEqual([undefined, false]);
    expect(shown('and .Release.Name .Values.text')).toEqual(UNKNOWN);
    expect(shown('or .Release.Name .Values.no')).toEqual(UNKNOWN);
  });
});

describe('questions', () => {
  it.each<[string, boolean]>([
    ['not .Values.text', false],
    ['not .Values.empty', true],
    ['not (not .Values.text)', true],
    ['empty .Values.none', true],
    ['empty .Values.map', false],
    ['.Values.text | empty', false],
    ['eq .Values.text "hello"', true],
    ['eq .Values.text "other"', false],
    ['eq .Values.number 6379', true],
    ['eq .Values.text "a" "hello"', true],
    ['eq .Values.text "a" "b"', false],
    ['ne .Values.text "hello"', false],
    ['ne .Values.text "other"', true],
    ['hasKey .Values.map "key"', true],
    ['hasKey .Values.map "other"', false],
    ['hasKey .Values "nothing"', true],
    ['and (eq .Values.text "hello") (not .Values.no)', true],
    ['or (eq .Values.text "a") (eq .Values.number 6379)', true],
  ])('%s: %s', (expression, answer) => {
    expect(shown(expression)).toEqual([answer, answer]);
  });

  it.each([
    'not .Release.IsUpgrade',
    'empty .Release.Name',
    'eq .Release.Name "shop"',
    'eq .Values.text .Release.Name',
    'eq .Values.text "a" .Release.Name',
    'eq .Values.map .Values.map',
    'eq .Values.text',
    'ne .Values.text .Release.Name',
    'hasKey .Release "key"',
    'hasKey .Values.text "key"',
    'hasKey .Values.map .Release.Name',
  ])('%s is not known', (expression) => {
    expect(shown(expression)).toEqual(UNKNOWN);
  });
});

describe('parts', () => {
  it.each<[string, unknown, boolean]>([
    ['index .Values "text"', 'hello', true],
    ['index .Values "map" "deep" "er"', 1, true],
    ['index .Values.map "missing"', null, false],
    ['printf "%s-%d" .Values.text .Values.number', 'hello-6379', true],
    ['printf "%v" .Values.yes', 'true', true],
    ['printf "plain"', 'plain', true],
    ['printf ""', '', false],
    ['.Values.text | printf "%s%s" "a-"', 'a-hello', true],
  ])('%s is %j', (expression, value, holds) => {
    expect(shown(expression)).toEqual([value, holds]);
  });

  it.each([
    'index .Values.list 0',
    'index .Values .Release.Name',
    'index .Release "Name"',
    'printf "%s"',
    'printf "%s" .Values.text .Values.number',
    'printf "%s" .Values.map',
    'printf "%s" .Values.nothing',
    'printf "%5d" .Values.number',
    'printf "100%%"',
    'printf .Release.Name',
    'printf "%s" .Release.Name',
    'printf',
  ])('%s is not known', (expression) => {
    expect(shown(expression)).toEqual(UNKNOWN);
  });
});
