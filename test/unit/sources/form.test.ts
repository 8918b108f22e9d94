import { describe, expect, it } from 'vitest';
import { type ConfigInput, loadConfig } from '../../../server/src/core/directives/load';
import { applyEdits } from '../../../server/src/core/edits';
import { ConfForm } from '../../../server/src/core/server/conf-form';
import { configOf, versionOf } from '../../support/config';

/** A form for a text, and its entries by name; files are what it includes. */
function formOf(text: string, files: Readonly<Record<string, string>> = {}) {
  const config = configOf(text);
  const resolve: ConfigInput['resolve'] = (pattern) => {
    const found = files[pattern];
    return found === undefined
      ? { kind: 'unresolved' }
      : { kind: 'found', texts: [configOf(found, pattern)] };
  };
  const { entries } = loadConfig(
    { parts: [{ text: config, layer: 'redis.conf' }], bare: false, resolve },
    versionOf('7.0'),
  );
  const entry = (name: string, index = 0) => {
    const found = entries.filter((each) => each.line.name === name)[index];
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  return {
    form: new ConfForm(config),
    entry,
    apply: (edits: Parameters<typeof applyEdits>[1]) => applyEdits(text, edits),
  };
}

describe('insert', () => {
  it.each([
    ['at the end', 'port 1\n', 'port 1\nmaxmemory 1gb\n'],
    ['at the end, which has no line break', 'port 1', 'port 1\nmaxmemory 1gb'],
    [
      'at the end, with carriage returns',
      'port 1\r\nbind ::1\r\n',
      'port 1\r\nbind ::1\r\nmaxmemory 1gb\r\n',
    ],
    [
      'at the end, with carriage returns but for the last line',
      'port 1\r\nbind ::1',
      'port 1\r\nbind ::1\r\nmaxmemory 1gb',
    ],
    ['into nothing', '', 'maxmemory 1gb\n'],
    [
      'after a directive that belongs with it',
      'maxmemory-policy allkeys-lru\nport 1\n',
      'maxmemory-policy allkeys-lru\nmaxmemory 1gb\nport 1\n',
    ],
    [
      'after such a directive in the last line, without a break',
      'port 1\nmaxmemory-policy noeviction',
      'port 1\nmaxmemory-policy noeviction\nmaxmemory 1gb',
    ],
    [
      'after a commented-out example',
      '# maxmemory <bytes>\n# more\n#maxmemory 100\nport 1\n',
      '# maxmemory <bytes>\n# more\n#maxmemory 100\nmaxmemory 1gb\nport 1\n',
    ],
    [
      'not after a sentence that begins with the word',
      '# maxmemory is the bound of all data\nport 1\n',
      '# maxmemory is the bound of all data\nport 1\nmaxmemory 1gb\n',
    ],
    [
      'not after an indented comment mark in a sentence',
      '# see maxmemory 5\nport 1\n',
      '# see maxmemory 5\nport 1\nmaxmemory 1gb\n',
    ],
  ])('%s', (_, text, expected) => {
    const { form, apply } = formOf(text);
    expect(apply(form.insert('maxmemory', ['1gb']))).toBe(expected);
  });

  it('several lines, after the one named', () => {
    const { form, entry, apply } = formOf('save 900 1\r\nport 1\r\n');
    expect(apply(form.insert('save', ['300 10', '60 10000'], entry('save')))).toBe(
      'save 900 1\r\nsave 300 10\r\nsave 60 10000\r\nport 1\r\n',
    );
  });

  it('in its own file, when the one named stands in another', () => {
    const { form, entry, apply } = formOf('include other.conf\n', { 'other.conf': 'save 900 1\n' });
    const edits = form.insert('save', ['""'], entry('save'));
    expect(edits.map(({ file }) => file.endsWith('/redis.conf'))).toEqual([true]);
    expect(apply(edits)).toBe('include other.conf\nsave ""\n');
  });

  it('keeps an empty save where a reader looks for it', () => {
    const { form, apply } = formOf('dbfilename dump.rdb\nport 1\n');
    expect(apply(form.insert('save', ['""']))).toBe('dbfilename dump.rdb\nsave ""\nport 1\n');
  });
});

describe('replace', () => {
  it.each([
    ['one argument', 'maxmemory 2gb\n', 'maxmemory 1gb\n'],
    ['several', 'maxmemory 2 gb  # x\n', 'maxmemory 1gb\n'],
    ['none', 'maxmemory\n', 'maxmemory 1gb\n'],
    ['quoted', '\tMaxMemory "2gb" \r\n', '\tMaxMemory 1gb \r\n'],
    ['half open', 'maxmemory "2gb\nport 1\n', 'maxmemory 1gb\nport 1\n'],
  ])('%s', (_, text, expected) => {
    const { form, entry, apply } = formOf(text);
    expect(apply(form.replace(entry('maxmemory'), '1gb'))).toBe(expected);
  });

  it('in the file where it is written', () => {
    const { form, entry } = formOf('include other.conf\n', { 'other.conf': 'port 1\nmaxmemory 2gb\n' });
    expect(form.replace(entry('maxmemory'), '1gb')).toEqual([
      { file: expect.stringMatching(/\/other\.conf$/), span: { start: 17, end: 20 }, newText: '1gb' },
    ]);
  });
});

describe('rename', () => {
  it('touches the name alone', () => {
    const { form, entry, apply } = formOf('  SlaveOf host 6379\n');
    expect(apply(form.rename(entry('slaveof'), 'replicaof'))).toBe('  replicaof host 6379\n');
  });
});

describe('remove', () => {
  it.each([
    ['a line', 'port 1\nsave 900 1\nbind ::1\n', 'port 1\nbind ::1\n'],
    ['the first line', 'save 900 1\nport 1\n', 'port 1\n'],
    ['the last line', 'port 1\nsave 900 1\n', 'port 1\n'],
    ['the last line, without a break', 'port 1\nsave 900 1', 'port 1'],
    ['the last line, with carriage returns and without a break', 'port 1\r\nsave 900 1', 'port 1'],
    ['the only line', 'save 900 1\n', ''],
    ['the only line, without a break', 'save 900 1', ''],
    ['an indented line', 'port 1\n\t save 900 1 \r\nbind ::1\n', 'port 1\nbind ::1\n'],
  ])('%s', (_, text, expected) => {
    const { form, entry, apply } = formOf(text);
    expect(apply(form.remove([entry('save')]))).toBe(expected);
  });

  it.each([
    ['one after another', 'save 900 1\nsave 300 10\nport 1\n', 'port 1\n'],
    ['the last two, without a break', 'port 1\nsave 900 1\nsave 300 10', 'port 1'],
    ['all there is, without a break', 'save 900 1\nsave 300 10', ''],
  ])('several lines: %s', (_, text, expected) => {
    const { form, entry, apply } = formOf(text);
    expect(apply(form.remove([entry('save', 0), entry('save', 1)]))).toBe(expected);
  });
});

it('shows a directive as it would be written', () => {
  expect(formOf('').form.show('save', '""')).toBe('save ""');
});
