/** Which fixes an editor is offered, and which of them fix-all combines. */

import { describe, expect, it } from 'vitest';
import type { CodeActionContext } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Finding, Safety } from '../../../server/src/core/model/finding';
import { type PresentPlace, presentSpan } from '../../../server/src/core/text/span';
import { actionsFor, type Fixable } from '../../../server/src/lsp/code-actions';
import { Converter } from '../../../server/src/lsp/convert';

const FILE = 'file:///redis.conf';
const OTHER = 'file:///other.conf';
const TEXT = 'alpha one\nbravo two\ncharlie three\n';

type FileEdit = Edit<PresentPlace>;

/** Replaces a word of the text, or inserts before it. */
function edit(word: string, newText: string, file = FILE): FileEdit {
  const start = TEXT.indexOf(word);
  return { file, span: presentSpan(start, start + word.length), newText };
}

function insert(offset: number, newText: string): FileEdit {
  return { file: FILE, span: presentSpan(offset, offset), newText };
}

function finding(word: string, ...fixes: readonly (readonly [Safety, ...FileEdit[]])[]): Finding {
  const { span } = edit(word, '');
  return {
    rule: 'a-rule',
    severity: 'warning',
    message: `About ${word}.`,
    place: { file: FILE, span },
    related: [],
    tags: [],
    fixes: fixes.map(([safety, ...edits], index) => ({ title: `Fix ${word} ${index}`, safety, edits })),
  };
}

function fixable(...findings: Finding[]): Fixable {
  const document = TextDocument.create(FILE, 'redis-conf', 7, TEXT);
  const converter = new Converter({
    text: () => TEXT,
    document: (file) => (file === FILE ? document : undefined),
    uri: (file) => file,
  });
  return { document, findings, converter };
}

/** As the editor shows findings, and asks about them. */
const shown = ({ findings, converter }: Fixable, only?: string[]): CodeActionContext => ({
  diagnostics: findings.map((one) => converter.diagnostic(one)),
  ...(only ? { only } : {}),
});

const titles = (given: Fixable, context: CodeActionContext): string[] =>
  actionsFor(given, context, false).map(({ title }) => title);

/** The text after fix-all; undefined where nothing is offered. */
function fixedAll(...findings: Finding[]): string | undefined {
  const given = fixable(...findings);
  const [all, ...more] = actionsFor(given, { diagnostics: [], only: ['source.fixAll.forkguard'] }, false);
  expect(more).toEqual([]);
  if (!all) return undefined;
  expect(all.title).toBe('Apply all safe fixes of Forkguard');
  const [change, ...others] = all.edit?.documentChanges ?? [];
  expect(others).toEqual([]);
  if (!change || !('edits' in change)) throw new Error('fix-all edits no text');
  expect(change.textDocument).toEqual({ uri: FILE, version: 7 });
  return TextDocument.applyEdits(
    given.document,
    change.edits.map((one) => ('newText' in one ? one : { range: one.range, newText: one.snippet.value })),
  );
}

describe('quick fixes', () => {
  const one = finding('bravo', ['safe', edit('bravo', 'delta')], ['needs-a-number', edit('two', '2')]);
  const given = fixable(finding('alpha', ['safe', edit('alpha', 'a')]), one);
  const [, diagnostic] = shown(given).diagnostics;
  if (!diagnostic) throw new Error('no diagnostic');
  const offered = (...diagnostics: (typeof diagnostic)[]) => titles(given, { diagnostics });

  it('are those of the finding that is shown', () => {
    const both = 'Fix all 2 findings of a-rule in this file';
    expect(offered(diagnostic)).toEqual(['Fix bravo 0', 'Fix bravo 1', both]);
    expect(titles(given, shown(given))).toEqual(['Fix alpha 0', 'Fix bravo 0', 'Fix bravo 1', both]);
  });

  it('are found by the message with the server that it is about', () => {
    const about = fixable({ ...one, subject: 'StatefulSet/cache' });
    expect(titles(about, shown(about))).toEqual(['Fix bravo 0', 'Fix bravo 1']);
  });

  const { start, end } = diagnostic.range;
  it.each([
    ['of another linter', { ...diagnostic, source: 'other' }],
    ['of another rule', { ...diagnostic, code: 'another-rule' }],
    ['with another message', { ...diagnostic, message: 'About delta.' }],
    ['that begins on another line', { ...diagnostic, range: { start: { ...start, line: 0 }, end } }],
    ['that begins elsewhere', { ...diagnostic, range: { start: { ...start, character: 1 }, end } }],
    ['that ends on another line', { ...diagnostic, range: { start, end: { ...end, line: 2 } } }],
    ['that ends elsewhere', { ...diagnostic, range: { start, end: { ...end, character: 6 } } }],
  ])('do not exist for a diagnostic %s', (_, stale) => {
    expect(offered(stale)).toEqual([]);
    expect(offered(stale, diagnostic).slice(0, -1)).toEqual(['Fix bravo 0', 'Fix bravo 1']);
  });

  it.each<[string[], string[]]>([
    [['quickfix'], ['Fix alpha 0']],
    [['refactor', 'quickfix'], ['Fix alpha 0']],
    [['source'], ['Apply all safe fixes of Forkguard']],
    [
      ['source.fixAll', 'quickfix'],
      ['Fix alpha 0', 'Apply all safe fixes of Forkguard'],
    ],
    [[''], ['Fix alpha 0', 'Apply all safe fixes of Forkguard']],
    [['quickfix.forkguard'], []],
    [['sou'], []],
    [[], []],
  ])('and fix-all, asked for as %j, are %j', (only, expected) => {
    const asked = fixable(finding('alpha', ['safe', edit('alpha', 'a')]));
    expect(titles(asked, shown(asked, only))).toEqual(expected);
  });
});

describe('the fix of all findings of one rule', () => {
  const safe = (word: string, rule = 'a-rule'): Finding => ({
    ...finding(word, ['safe', edit(word, word.toUpperCase())]),
    rule,
  });
  const ofRule = (given: Fixable) =>
    actionsFor(given, shown(given), false).filter(({ title }) => title.startsWith('Fix all'));

  it('leaves other rules alone, and is a quick fix of every finding that is shown', () => {
    const given = fixable(safe('alpha'), safe('one', 'another-rule'), safe('bravo'));
    const [action, ...more] = ofRule(given);
    expect(more).toEqual([]);
    expect(action).toMatchObject({ kind: 'quickfix', title: 'Fix all 2 findings of a-rule in this file' });
    expect(action?.diagnostics?.map(({ message }) => message)).toEqual(['About alpha.', 'About bravo.']);
    const [change] = action?.edit?.documentChanges ?? [];
    if (!change || !('edits' in change)) throw new Error('it edits no text');
    expect(change.edits.map((one) => 'newText' in one && one.newText)).toEqual(['ALPHA', 'BRAVO']);
  });

  it('is not offered for a single one, nor where a fix is no safe one', () => {
    expect(ofRule(fixable(safe('alpha'), safe('bravo', 'another-rule')))).toEqual([]);
    expect(ofRule(fixable(safe('alpha'), finding('bravo', ['a-guess', edit('bravo', 'B')])))).toEqual([]);
  });

  it('counts what it changes: two fixes at one place are one', () => {
    expect(ofRule(fixable(safe('alpha'), safe('alpha')))).toEqual([]);
  });
});

describe('fix-all', () => {
  it('applies the safe fix of every finding', () => {
    const [first, second] = [
      finding('alpha', ['safe', edit('alpha', 'A')]),
      finding('two', ['safe', edit('two', '2')]),
    ];
    expect(fixedAll(first, second)).toBe('A one\nbravo 2\ncharlie three\n');
    expect(fixedAll(second, first)).toBe('A one\nbravo 2\ncharlie three\n');
  });

  it('leaves out what changes more, and is not offered when nothing is left', () => {
    const changes = finding(
      'alpha',
      ['changes-durability', edit('alpha', 'A')],
      ['allow', insert(0, '# allow\n')],
    );
    const guess = finding('two', ['a-guess', edit('two', '2')], ['safe', edit('two', 'II')]);
    expect(fixedAll(changes, guess)).toBe('alpha one\nbravo II\ncharlie three\n');
    expect(fixedAll(changes)).toBeUndefined();
    expect(fixedAll()).toBeUndefined();
  });

  it('leaves out a fix that changes another file, also in a part', () => {
    const elsewhere = finding('alpha', ['safe', edit('alpha', 'A', OTHER)]);
    const both = finding('bravo', ['safe', edit('bravo', 'B'), edit('bravo', 'B', OTHER)]);
    const here = finding('two', ['safe', edit('two', '2')]);
    expect(fixedAll(elsewhere, both, here)).toBe('alpha one\nbravo 2\ncharlie three\n');
    expect(fixedAll(elsewhere, both)).toBeUndefined();
  });

  it.each<[string, FileEdit, FileEdit]>([
    ['overlap', edit('alpha one', '1'), edit('one\nbravo', '2')],
    ['overlap the other way round', edit('one\nbravo', '1'), edit('alpha one', '2')],
    ['lie in one another', edit('alpha one\n', '1'), edit('one', '2')],
    ['lie around one another', edit('one', '1'), edit('alpha one\n', '2')],
    ['are the same', edit('one', '1'), edit('one', '2')],
    ['meet at an end', edit('alpha', '1'), edit(' one', '2')],
    ['meet at a beginning', edit(' one', '1'), edit('alpha', '2')],
    ['insert at one place', insert(5, '1'), insert(5, '2')],
  ])('takes the first of two fixes that %s; the next run takes the other', (_, first, second) => {
    const both = fixedAll(finding('alpha', ['safe', first]), finding('one', ['safe', second]));
    expect(both).toBe(fixedAll(finding('alpha', ['safe', first])));
  });

  it('takes both of two fixes with one character between them', () => {
    const [first, second] = [
      finding('alpha', ['safe', edit('alpha', 'A')]),
      finding('one', ['safe', edit('one', '1')]),
    ];
    expect(fixedAll(first, second)).toBe('A 1\nbravo two\ncharlie three\n');
    expect(fixedAll(second, first)).toBe('A 1\nbravo two\ncharlie three\n');
  });

  it('leaves out the whole of a fix of which one edit touches another fix', () => {
    const first = finding('alpha', ['safe', edit('two', '2'), edit('alpha', 'A')]);
    const second = finding('one', ['safe', edit('three', '3'), edit('alpha one', '1')]);
    const third = finding('three', ['safe', edit('charlie', 'C')]);
    expect(fixedAll(first, second, third)).toBe('A one\nbravo 2\nC three\n');
  });
});
