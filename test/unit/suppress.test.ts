import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../server/src/core/configuration';
import { applyEdits } from '../../server/src/core/edits';
import { RULE_IDS } from '../../server/src/core/rules/index';
import { allowFix } from '../../server/src/core/suppress';
import { wholePiece } from '../../server/src/core/text/piece';
import { stableSpan } from '../../server/src/core/text/span';
import { FOLDER, lintFiles, lintText } from '../support/lint-text';

/** `line rule`, without what is not of interest here. */
function found(text: string, ...rules: string[]): string[] {
  return lintText(text)
    .findings.filter(({ rule }) => rules.length === 0 || rules.includes(rule))
    .map(({ rule, place }) => `${text.slice(0, place.span.start).split('\n').length} ${rule}`);
}

const ALLOW = '# forkguard: allow save-on-primary -- x\n';
const SAVE = 'maxmemory 1gb\nsave 900 1\n';
const WATCHED = ['save-on-primary', 'unused-allow', 'invalid-annotation'];

describe('placement', () => {
  it.each([
    ['directly above the line', `maxmemory 1gb\n${ALLOW}save 900 1\n`, []],
    ['above the line, indented', `maxmemory 1gb\n  ${ALLOW}  save 900 1\n`, []],
    ['comments between', `maxmemory 1gb\n${ALLOW}# note\n# note\nsave 900 1\n`, []],
    [
      'an empty line between',
      `maxmemory 1gb\n${ALLOW}\nsave 900 1\n`,
      ['2 unused-allow', '4 save-on-primary'],
    ],
    [
      'another directive between',
      `port 1\n${ALLOW}maxmemory 1gb\nsave 900 1\n`,
      ['2 unused-allow', '4 save-on-primary'],
    ],
    ['below the line', `${SAVE}${ALLOW}`, ['2 save-on-primary', '3 unused-allow']],
    [
      'at the end of a line, where the server reads arguments',
      'maxmemory 1gb\nsave 900 1 # forkguard: allow save-on-primary -- x\n',
      [],
    ],
    ['on the next line only', `maxmemory 1gb\n${ALLOW}save 900 1\nsave 300 10\n`, []],
    ['with carriage returns', `maxmemory 1gb\r\n${ALLOW.replace('\n', '\r\n')}save 900 1\r\n`, []],
    ['as the last line, without a break', `${SAVE}${ALLOW.trim()}`, ['2 save-on-primary', '3 unused-allow']],
    [
      'for another rule',
      `maxmemory 1gb\n${ALLOW.replace('save-on-primary', 'missing-maxmemory')}save 900 1\n`,
      ['2 unused-allow', '3 save-on-primary'],
    ],
    [
      'without a reason: it works and is complained about',
      'maxmemory 1gb\n# forkguard: allow save-on-primary\nsave 900 1\n',
      ['2 invalid-annotation'],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text, ...WATCHED)).toEqual(expected);
  });

  it('one above another, each for its rule', () => {
    const text =
      '# forkguard: allow suspicious-quantity -- a\n# forkguard: allow save-on-primary -- b\nsave 900 1\nmaxmemory 1gb\n';
    expect(found(text, ...WATCHED)).toEqual(['1 unused-allow']);
  });
});

describe('several rules', () => {
  it('in one comment', () => {
    const text = '# forkguard: allow save-on-primary, missing-maxmemory -- x\nsave 900 1\n';
    expect(found(text)).toEqual([]);
  });

  it('the one that suppresses nothing is reported alone, at its word', () => {
    const text = `maxmemory 1gb\n# forkguard: allow overridden-directive save-on-primary -- x\nsave 900 1\n`;
    const { findings } = lintText(text);
    expect(findings.map(({ rule, place }) => [rule, text.slice(place.span.start, place.span.end)])).toEqual([
      ['unused-allow', 'overridden-directive'],
    ]);
  });
});

describe('the whole file', () => {
  it.each([
    ['from the first line', `# forkguard: allow-file save-on-primary -- x\n${SAVE}`],
    ['from the last line', `${SAVE}# forkguard: allow-file save-on-primary -- x`],
  ])('%s', (_, text) => {
    expect(found(text, ...WATCHED)).toEqual([]);
  });

  it('means this file and no other', () => {
    const files = {
      'a/redis.conf': `# forkguard: allow-file save-on-primary -- x\n${SAVE}`,
      'b/redis.conf': SAVE,
    };
    expect(lintFiles(files).findings.map(({ place }) => place.file)).toEqual([`${FOLDER}/b/redis.conf`]);
  });
});

describe('what is reported at the head of a file', () => {
  const HEAD = 'missing-maxmemory';

  it.each([
    ['above everything', `# forkguard: allow ${HEAD} -- x\n\nsave ""\n`],
    ['below another comment', `# a note\n\n# forkguard: allow ${HEAD} -- x\n\nsave ""\n`],
    ['directly above the first line', `# forkguard: allow ${HEAD} -- x\nsave ""\n`],
    ['in a file without a directive', `# forkguard: allow ${HEAD} implicit-save-points -- x\n`],
  ])('is allowed %s', (_, text) => {
    expect(found(text, HEAD, 'unused-allow')).toEqual([]);
  });

  it('is not allowed from further down', () => {
    expect(found(`# note\nsave ""\n# forkguard: allow ${HEAD} -- x\nport 1\n`, HEAD)).toHaveLength(1);
  });

  it('an allow at the head is none for the lines of the file', () => {
    expect(found(`${ALLOW}\nmaxmemory 1gb\nsave 900 1\n`, ...WATCHED)).toEqual([
      '1 unused-allow',
      '4 save-on-primary',
    ]);
  });
});

describe('unused suppressions', () => {
  it('can themselves be allowed', () => {
    const text =
      '# forkguard: allow-file unused-allow -- kept for later\nmaxmemory 1gb\n# forkguard: allow save-on-primary -- x\nsave ""\n';
    expect(found(text)).toEqual([]);
  });

  it('are not reported for a rule that is off or does not exist', () => {
    const { configuration } = readConfiguration(
      'rules: { save-on-primary: off }',
      `${FOLDER}/.forkguard.yaml`,
      RULE_IDS,
    );
    const text = `maxmemory 1gb\n${ALLOW}save ""\n`;
    expect(lintFiles({ 'redis.conf': text }, configuration).findings).toEqual([]);
    expect(found('maxmemory 1gb\n# forkguard: allow nothing -- x\nsave ""\n')).toEqual([
      '2 invalid-annotation',
    ]);
  });

  it.each([
    ['alone: the line goes', `maxmemory 1gb\n${ALLOW}save ""\n`, 'maxmemory 1gb\nsave ""\n'],
    ['alone, indented', `maxmemory 1gb\n  ${ALLOW}save ""\n`, 'maxmemory 1gb\nsave ""\n'],
    [
      'alone, with carriage returns',
      `maxmemory 1gb\r\n${ALLOW.trim()}\r\nsave ""\r\n`,
      'maxmemory 1gb\r\nsave ""\r\n',
    ],
    [
      'as the last line, without a break',
      `maxmemory 1gb\nsave ""\n${ALLOW.trim()}`,
      'maxmemory 1gb\nsave ""\n',
    ],
    [
      'as the first of two',
      'maxmemory 1gb\n# forkguard: allow overridden-directive, save-on-primary -- x\nsave 900 1\n',
      'maxmemory 1gb\n# forkguard: allow save-on-primary -- x\nsave 900 1\n',
    ],
    [
      'as the last of two',
      'maxmemory 1gb\n# forkguard: allow save-on-primary, overridden-directive -- x\nsave 900 1\n',
      'maxmemory 1gb\n# forkguard: allow save-on-primary -- x\nsave 900 1\n',
    ],
    [
      'as the last of two, without a reason',
      'maxmemory 1gb\n# forkguard: allow save-on-primary overridden-directive\nsave 900 1\n',
      'maxmemory 1gb\n# forkguard: allow save-on-primary\nsave 900 1\n',
    ],
  ])('are removed: %s', (_, text, expected) => {
    const [unused] = lintText(text).findings.filter(({ rule }) => rule === 'unused-allow');
    const [fix] = unused?.fixes ?? [];
    expect(fix?.safety).toBe('safe');
    expect(applyEdits(text, fix?.edits ?? [])).toBe(expected);
  });
});

describe('the fix that writes a suppression', () => {
  it.each([
    ['in plain lines', SAVE],
    ['indented', 'maxmemory 1gb\n\t save 900 1\n'],
    ['with carriage returns', 'maxmemory 1gb\r\nsave 900 1\r\n'],
    ['at the head', 'save ""\n'],
    ['in the last line, without a break', 'maxmemory 1gb\nsave 900 1'],
  ])('is what silences the finding: %s', (_, text) => {
    const findings = lintText(text).findings.filter(({ severity }) => severity !== 'hint');
    expect(findings.length).toBeGreaterThan(0);
    for (const { rule, fixes } of findings) {
      const fix = fixes.find(({ safety }) => safety === 'allow');
      const after = applyEdits(text, fix?.edits ?? []);
      expect(found(after, rule, 'unused-allow', 'invalid-annotation')).toEqual([]);
      expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    }
  });

  it('keeps the indentation and offers the reason as a placeholder', () => {
    const text = 'port 1\n\tsave 900 1\n';
    const place = {
      file: `${FOLDER}/redis.conf`,
      span: stableSpan(text.indexOf('900'), text.length - 1),
    };
    expect(allowFix('save-on-primary', place, wholePiece(text)).edits).toEqual([
      {
        file: place.file,
        span: { start: 7, end: 7 },
        newText: '\t# forkguard: allow save-on-primary -- reason\n',
        snippet: '\t# forkguard: allow save-on-primary -- ${1:reason}\n',
      },
    ]);
  });
});
