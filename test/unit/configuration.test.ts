import { describe, expect, it } from 'vitest';
import { appliesTo, NO_CONFIGURATION, readConfiguration } from '../../server/src/core/configuration';
import { RULE_IDS } from '../../server/src/core/rules/index';
import { FOLDER, lintFiles } from '../support/lint-text';

const FILE = `${FOLDER}/.forkguard.yaml`;
const read = (text: string) => readConfiguration(text, FILE, RULE_IDS);

/** What is at fault, and what is said of it. */
const problems = (text: string): string[] =>
  read(text).problems.map(
    ({ message, place }) => `${text.slice(place.span.start, place.span.end).trim()} → ${message}`,
  );

describe('rules', () => {
  it('get severities', () => {
    const { configuration } = read('rules:\n  save-on-primary: error\n  missing-maxmemory: off\n');
    expect([...configuration.rules]).toEqual([
      ['save-on-primary', 'error'],
      ['missing-maxmemory', 'off'],
    ]);
  });

  it('false is what YAML 1.1 makes of off', () => {
    expect(read('rules: { save-on-primary: false }\n').configuration.rules.get('save-on-primary')).toBe(
      'off',
    );
  });

  it.each([
    ['rules:\n  save-on-master: error\n', ['save-on-master → There is no rule "save-on-master".']],
    [
      'rules:\n  save-on-primary: fatal\n  missing-maxmemory: hint\n',
      ['fatal → The severity must be one of error, warning, information, hint, off.'],
    ],
    [
      'rules:\n  save-on-primary:\n',
      ['save-on-primary → The severity must be one of error, warning, information, hint, off.'],
    ],
    ['rules: [save-on-primary]\n', ['[save-on-primary] → rules must be a mapping from rule to severity.']],
    [
      'rule:\n  save-on-primary: error\n',
      ['rule → Unknown key "rule". Valid keys: rules, allow, instances.'],
    ],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('what is wrong does not take the rest with it', () => {
    const { configuration, problems: found } = read(
      'rules:\n  nothing: error\n  missing-maxmemory: hint\nallow: 5\ninstances:\n  - limit: 1Gi\n',
    );
    expect(found).toHaveLength(2);
    expect(configuration.rules.get('missing-maxmemory')).toBe('hint');
    expect(configuration.instances).toHaveLength(1);
  });
});

describe('allow', () => {
  it('has a rule, a reason and perhaps a path', () => {
    const { configuration } = read(
      'allow:\n  - rule: save-on-primary\n    path: prod/*.conf\n    reason: backups\n  - { rule: missing-maxmemory, reason: bounded }\n',
    );
    expect(configuration.allows).toMatchObject([
      { rule: 'save-on-primary', path: 'prod/*.conf', reason: 'backups' },
      { rule: 'missing-maxmemory', reason: 'bounded' },
    ]);
    expect(configuration.allows[1]).not.toHaveProperty('path');
  });

  it.each([
    ['allow:\n  - rule: nothing\n    reason: x\n', ['nothing → There is no rule "nothing".']],
    ['allow:\n  - { reason: x }\n', ['{ reason: x } → An entry of allow needs a rule.']],
    [
      'allow:\n  - { rule: save-on-primary }\n',
      ['{ rule: save-on-primary } → An entry of allow needs a reason.'],
    ],
    ['allow:\n  - save-on-primary\n', ['save-on-primary → Each item of allow must be a mapping.']],
    ['allow:\n  rule: save-on-primary\n', ['rule: save-on-primary → allow must be a list.']],
    [
      'allow:\n  - { rule: save-on-primary, reason: x, file: y }\n',
      ['file → Unknown key "file". Valid keys: rule, path, reason.'],
    ],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe('instances', () => {
  it('state facts, with their places', () => {
    const text = 'instances:\n  - path: cache/*.conf\n    limit: 4Gi\n    replicas: 2\n    version: 7.2\n';
    const [instance] = read(text).configuration.instances;
    expect(instance?.path).toBe('cache/*.conf');
    expect(
      instance?.facts.map(({ key, text: value, layer, place }) => [
        key,
        value,
        layer,
        text.slice(place?.span.start, place?.span.end),
      ]),
    ).toEqual([
      ['limit', '4Gi', 'project file', '4Gi'],
      ['replicas', '2', 'project file', '2'],
      ['version', '7.2', 'project file', '7.2'],
    ]);
  });

  it('keeps numbers as they are written', () => {
    const [instance] = read('instances:\n  - { version: 7.0, kernel: 5.10 }\n').configuration.instances;
    expect(instance?.facts.map(({ text }) => text)).toEqual(['7.0', '5.10']);
  });

  it.each([
    [
      'instances:\n  - { limits: 4Gi }\n',
      [
        '4Gi → Unknown key "limits". Valid keys: role, version, dataset, limit, value, writes, save, keys, skew, rewrite, disk, fragmentation, replicas, kernel.',
      ],
    ],
    [
      'instances:\n  - { limit: much, dataset: 1gb }\n',
      ['much → limit must be a size such as 6gb or 4Gi, not "much".'],
    ],
    ['instances:\n  - { limit: [1] }\n', ['[1] → limit must be a size such as 6gb or 4Gi, not "".']],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe('files that are none', () => {
  it('sections whose entries are all commented out are empty', () => {
    expect(problems('rules:\n  # save-on-primary: off\nallow:\ninstances:\n  # - limit: 1Gi\n')).toEqual([]);
  });

  it.each(['', '# only a comment\n', '---\n', 'null\n'])('%j says nothing and is fine', (text) => {
    expect(read(text)).toEqual({ configuration: { ...NO_CONFIGURATION, base: `${FOLDER}/` }, problems: [] });
  });

  it.each(['- a\n', 'text\n', '5\n'])('%j is no mapping', (text) => {
    expect(problems(text)).toEqual([
      `${text.trim()} → The project file must be a mapping with the keys rules, allow and instances.`,
    ]);
  });

  it('an error of YAML is reported where it is', () => {
    const text = 'rules:\n  save-on-primary: "error\n';
    const { problems: found, configuration } = read(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.place.file).toBe(FILE);
    expect(found[0]?.place.span.start).toBeGreaterThan(text.indexOf('save'));
    expect(configuration.rules.size).toBe(0);
  });

  it('a key twice is an error of YAML', () => {
    expect(read('rules:\n  save-on-primary: off\n  save-on-primary: hint\n').problems).toHaveLength(1);
  });

  it('aliases count, and bombs of them do no harm', () => {
    expect(read('rules: &a\n  save-on-primary: off\nallow: []\n').problems).toEqual([]);
    // Of 9^20 nodes: whoever counts them does not come to an end.
    const bomb = `k0: &k0 [x,x,x,x,x,x,x,x,x]\n${Array.from(
      { length: 19 },
      (_, level) => `k${level + 1}: &k${level + 1} [${Array(9).fill(`*k${level}`).join()}]\n`,
    ).join('')}`;
    expect(read(bomb).problems.length).toBeGreaterThan(0);
  });
});

describe('at work', () => {
  const text = 'save 900 1\nmaxmemory 1gb\n';
  const files = { 'prod/redis.conf': text, 'dev/redis.conf': text };
  const rulesOf = (configuration: string): string[] =>
    lintFiles(files, read(configuration).configuration).findings.map(
      ({ rule, severity, place }) => `${place.file.slice(FOLDER.length + 1)} ${rule} ${severity}`,
    );

  it('a severity holds for every file, off is silence', () => {
    expect(rulesOf('rules: { save-on-primary: hint }\n')).toEqual([
      'dev/redis.conf save-on-primary hint',
      'prod/redis.conf save-on-primary hint',
    ]);
    expect(rulesOf('rules: { save-on-primary: off }\n')).toEqual([]);
  });

  it('an allow holds for the files that its path means', () => {
    expect(rulesOf('allow: [{ rule: save-on-primary, path: "prod/**", reason: x }]\n')).toEqual([
      'dev/redis.conf save-on-primary warning',
    ]);
    expect(rulesOf('allow: [{ rule: save-on-primary, reason: x }]\n')).toEqual([]);
  });

  it('facts hold for the files that their path means; later ones and annotations overrule them', () => {
    const { configuration } = read(
      'instances:\n  - { limit: 1Gi, replicas: 1 }\n  - { path: prod/redis.conf, limit: 8Gi }\n',
    );
    const stated = { ...files, 'dev/redis.conf': `# forkguard: replicas=3\n${text}` };
    const { instances } = lintFiles(stated, configuration);
    expect(instances.map(({ limit, stated: { replicas } }) => [limit, replicas])).toMatchObject([
      [{ value: 1024 ** 3 }, { value: 3 }],
      [{ value: 8 * 1024 ** 3 }, { value: 1 }],
    ]);
  });

  it('paths do not reach beyond the folder of the project file', () => {
    const { configuration } = read('rules: {}\n');
    expect(appliesTo(configuration, '**', `${FOLDER}/a/redis.conf`)).toBe(true);
    expect(appliesTo(configuration, '**', 'file:///elsewhere/redis.conf')).toBe(false);
    expect(appliesTo(configuration, undefined, 'file:///elsewhere/redis.conf')).toBe(true);
  });
});
