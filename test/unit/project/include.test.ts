import { describe, expect, it } from 'vitest';
import { rootDocuments } from '../../../server/src/core/platform/redis-conf/roots';
import {
  allIncludes,
  missingIncludes,
  resolveInclude,
  resolvePath,
} from '../../../server/src/core/project/include';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';

const shortName = (file: string): string => file.slice(FOLDER.length + 1);

const found = (pattern: string, from: string, files: Readonly<Record<string, string>>) => {
  const resolution = resolveInclude(pattern, `${FOLDER}/${from}`, projectOf(files));
  return resolution.kind === 'found'
    ? resolution.texts.map(({ text, map }) => `${shortName(map.file)}: ${text}`)
    : resolution.kind;
};

const reached = (from: string, files: Readonly<Record<string, string>>): string[] => {
  const project = projectOf(files);
  const config = project.config(`${FOLDER}/${from}`);
  return config ? allIncludes(config, project).map(({ map }) => shortName(map.file)) : [];
};

const roots = (files: Readonly<Record<string, string>>): string[] =>
  rootDocuments(projectOf(files)).map(({ file }) => shortName(file));

describe('paths', () => {
  it.each([
    ['other.conf', 'file:///w/a/redis.conf', 'file:///w/a/other.conf'],
    ['./b/other.conf', 'file:///w/a/redis.conf', 'file:///w/a/b/other.conf'],
    ['../other.conf', 'file:///w/a/redis.conf', 'file:///w/other.conf'],
    ['a//./b.conf', 'file:///w/redis.conf', 'file:///w/a/b.conf'],
    ['/etc/redis/x.conf', 'file:///w/redis.conf', 'file:///etc/redis/x.conf'],
    ['../../../../x.conf', 'file:///w/redis.conf', 'file:///x.conf'],
    ['other.conf', 'vscode-remote://ssh+host/w/redis.conf', 'vscode-remote://ssh+host/w/other.conf'],
    ['/etc/x.conf', 'vscode-remote://ssh+host/w/redis.conf', 'vscode-remote://ssh+host/etc/x.conf'],
    ['my other.conf', 'file:///w/my folder/redis.conf', 'file:///w/my folder/my other.conf'],
    ['x.conf', 'file:///c:/w/redis.conf', 'file:///c:/w/x.conf'],
  ])('%s from %s is %s', (pattern, from, expected) => {
    expect(resolvePath(pattern, from)).toBe(expected);
  });
});

describe('one file', () => {
  it('is found beside the including one, under any name', () => {
    expect(found('other', 'redis.conf', { other: 'port 1' })).toEqual(['other: port 1']);
    expect(found('../b/x.conf', 'a/redis.conf', { 'b/x.conf': 'port 1' })).toEqual(['b/x.conf: port 1']);
  });

  it('is unresolved when the project does not have it', () => {
    expect(found('other.conf', 'redis.conf', {})).toBe('unresolved');
    expect(found('/etc/redis/other.conf', 'redis.conf', { 'other.conf': '' })).toBe('unresolved');
  });
});

describe('wildcards', () => {
  it('find what matches, in the order of glob(3)', () => {
    const files = {
      'conf.d/b.conf': 'port 2\n',
      'conf.d/a.conf': 'port 1\n',
      'conf.d/x/c.conf': '',
      'conf.d/.d.conf': '',
    };
    expect(found('conf.d/*.conf', 'redis.conf', files)).toEqual([
      'conf.d/a.conf: port 1\n',
      'conf.d/b.conf: port 2\n',
    ]);
  });

  it('without a match may match on the machine that runs the server', () => {
    expect(found('conf.d/*.conf', 'redis.conf', {})).toBe('unresolved');
  });

  it('fuse files that do not end with a line break, as the server does', () => {
    const files = {
      'a.inc': 'maxmemory 1mb',
      'b.inc': '0\nport 1\n',
      'redis.conf': 'include *.inc\nsave ""\n',
    };
    const { instances } = lintFiles(files);
    expect(instances).toHaveLength(1);
    const entries = instances[0]?.directives.loaded.entries ?? [];
    expect(entries.map(({ line }) => [line.name, ...line.args.map(({ value }) => value)])).toEqual([
      ['include', '*.inc'],
      ['maxmemory', '1mb0'],
      ['port', '1'],
      ['save', ''],
    ]);
    const { findings } = lintFiles(files);
    const wrong = findings.find(({ rule }) => rule === 'invalid-value');
    expect(wrong?.place).toEqual({ file: `${FOLDER}/a.inc`, span: { start: 10, end: 13 } });
  });

  it('do not fuse files that end with one, nor a single file', () => {
    expect(found('*.inc', 'redis.conf', { 'a.inc': 'port 1\n', 'b.inc': 'port 2' })).toHaveLength(2);
    expect(found('*.inc', 'redis.conf', { 'a.inc': 'port 1' })).toEqual(['a.inc: port 1']);
    expect(found('*.inc', 'redis.conf', { 'a.inc': '', 'b.inc': 'port 2' })).toHaveLength(2);
  });
});

describe('includes of includes', () => {
  it('are reached once each, in the order of reading', () => {
    const files = {
      'redis.conf': 'include b\ninclude a\n',
      a: 'include c\n',
      b: 'include c\ninclude a\n',
      c: 'port 1\n',
    };
    expect(reached('redis.conf', files)).toEqual(['b', 'c', 'a']);
  });

  it('in a loop end', () => {
    const files = { 'redis.conf': 'include a\n', a: 'include b\n', b: 'include a\ninclude redis.conf\n' };
    expect(reached('redis.conf', files)).toEqual(['a', 'b']);
    expect(reached('a', files)).toEqual(['b', 'redis.conf']);
  });

  it('in a loop are a line that the server refuses', () => {
    const { findings } = lintFiles({ 'redis.conf': 'maxmemory 1mb\nsave ""\ninclude redis.conf\n' });
    expect(findings.map(({ message }) => message)).toEqual([
      'Redis 8.8 refuses to start: the includes form a loop.',
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['twice the same file', { 'redis.conf': 'include redis.conf\n'.repeat(12) }],
    ['a wildcard that means itself', { 'redis.conf': 'include *.conf\n', 'a.conf': 'port 1\n' }],
    ['a wildcard of files that fuse', { 'redis.conf': 'port 1\ninclude *.conf\n', 'a.conf': 'port 1' }],
    [
      'files that fuse and name the wildcard again',
      { 'redis.conf': 'include *.inc\n', 'a.inc': 'port 1', 'b.inc': '\ninclude *.inc\n' },
    ],
    [
      'every file means every other',
      Object.fromEntries(
        [...'abcdefghijkl'].map((name) => [`redis-${name}.conf`, 'include redis-*.conf\nport 1\n']),
      ),
    ],
  ])('in a loop come to an end: %s', (_, files) => {
    expect(lintFiles(files).instances.length).toBeGreaterThan(0);
  });

  it('of one file on two ways do not override each other', () => {
    const { findings } = lintFiles({
      'redis.conf': 'include a\ninclude b\n',
      a: 'include common\n',
      b: 'include common\n',
      common: 'maxmemory 1gb\nsave ""\n',
    });
    expect(findings.map(({ rule }) => rule)).toEqual([]);
  });

  it('with a template in their name are not followed', () => {
    expect(reached('redis.conf', { 'redis.conf': 'include {{ x }}.conf\n', 'x.conf': '' })).toEqual([]);
  });
});

describe('what is to be looked for on disk', () => {
  const missing = (files: Readonly<Record<string, string>>) =>
    missingIncludes(projectOf(files)).map(
      ({ target, wild }) => `${shortName(target)}${wild ? ' (wild)' : ''}`,
    );

  it('is what no file of the project is, and every pattern', () => {
    const files = {
      'redis.conf': 'include here.conf\ninclude gone.conf\ninclude *.inc\ninclude {{ x }}\ninclude\n',
      'here.conf': 'include deeper/gone.conf\n',
      'a.inc': '',
    };
    expect(missing(files)).toEqual(['gone.conf', '*.inc (wild)', 'deeper/gone.conf']);
  });

  it('a pattern says which files it means', () => {
    const [wild] = missingIncludes(projectOf({ 'redis.conf': 'include conf.d/*.inc\n' }));
    expect(wild?.matches(`${FOLDER}/conf.d/a.inc`)).toBe(true);
    expect(wild?.matches(`${FOLDER}/a.inc`)).toBe(false);
  });
});

describe('which files stand for themselves', () => {
  it('those that no other includes', () => {
    expect(
      roots({ 'redis.conf': 'include common.conf\nport 1\n', 'common.conf': 'port 1\nbind ::1\n' }),
    ).toEqual(['redis.conf']);
    expect(roots({ 'a-redis.conf': 'port 1\n', 'b-redis.conf': 'port 2\n' })).toEqual([
      'a-redis.conf',
      'b-redis.conf',
    ]);
  });

  it('one that includes itself', () => {
    expect(roots({ 'redis.conf': 'include redis.conf\nport 1\n' })).toEqual(['redis.conf']);
  });

  it('the first by name of a loop, and whoever stands outside of it', () => {
    const loop = { 'b-redis.conf': 'include a-redis.conf\n', 'a-redis.conf': 'include b-redis.conf\n' };
    expect(roots(loop)).toEqual(['a-redis.conf']);
    expect(roots({ ...loop, 'z-redis.conf': 'include b-redis.conf\n' })).toEqual(['z-redis.conf']);
  });

  it('one file included by two is part of both, and its findings are said once', () => {
    const files = {
      'a-redis.conf': 'include common.conf\nmaxmemory 1gb\n',
      'b-redis.conf': 'include common.conf\nmaxmemory 1gb\n',
      'common.conf': 'save ""\nappendonly maybe\n',
    };
    const { instances, findings } = lintFiles(files);
    expect(instances.map(({ name }) => name)).toEqual(['a-redis.conf', 'b-redis.conf']);
    expect(findings.filter(({ rule }) => rule === 'invalid-value')).toHaveLength(1);
  });
});
