import { describe, expect, it } from 'vitest';
import { isAnnotation, readAnnotation } from '../../server/src/core/annotations/annotation';
import { type Place, type Span, stableSpan } from '../../server/src/core/text/span';
import { lintText } from '../support/lint-text';

const place = ({ start, end }: Span): Place => ({ file: 'file:///a', span: stableSpan(start, end) });
const read = (comment: string) => readAnnotation(comment, place);
const under = (comment: string, at: Place): string => comment.slice(at.span.start, at.span.end);

describe('which comments speak to Forkguard', () => {
  it.each(['# forkguard: limit=1Gi', '#forkguard:limit=1Gi', '## Forkguard : limit=1Gi', '#\tFORKGUARD:'])(
    '%j does',
    (comment) => {
      expect(isAnnotation(comment)).toBe(true);
      expect(read(comment)).toBeDefined();
    },
  );

  it.each(['# forkguard limit=1Gi', '# see forkguard: limit=1Gi', '# forkguards: x', 'forkguard: x', '#'])(
    '%j does not',
    (comment) => {
      expect(isAnnotation(comment)).toBe(false);
      expect(read(comment)).toBeUndefined();
    },
  );
});

describe('allow', () => {
  it('names rules and a reason', () => {
    const comment = '# forkguard: allow save-on-primary -- the backup reads it';
    const allow = read(comment)?.allow;
    expect(allow).toMatchObject({ kind: 'allow', reason: 'the backup reads it' });
    expect(allow?.rules.map((rule) => [rule.id, under(comment, rule.place)])).toEqual([
      ['save-on-primary', 'save-on-primary'],
    ]);
    expect(under(comment, allow?.place ?? place({ start: 0, end: 0 }))).toBe(comment);
    expect(read(comment)?.problems).toEqual([]);
  });

  it.each([
    ['# forkguard: allow a b -- x', ['a', 'b'], 'x'],
    ['# forkguard: allow a, b,c -- x -- y', ['a', 'b', 'c'], 'x -- y'],
    ['# forkguard: allow-file a --  x ', ['a'], 'x'],
    ['# forkguard: allow rdb--aof -- x', ['rdb--aof'], 'x'],
    ['# forkguard:allow a --x', ['a', '--x'], undefined],
  ])('%j', (comment, rules, reason) => {
    const allow = read(comment)?.allow;
    expect(allow?.rules.map(({ id }) => id)).toEqual(rules);
    expect(allow?.rules.map((rule) => under(comment, rule.place))).toEqual(rules);
    expect(allow?.reason).toBe(reason);
  });

  it.each([
    ['# forkguard: allow', 'Name the rule to allow: "# forkguard: allow <rule> -- <reason>".'],
    ['# forkguard: allow -- why', 'Name the rule to allow: "# forkguard: allow <rule> -- <reason>".'],
    ['# forkguard: allow-file', 'Name the rule to allow: "# forkguard: allow-file <rule> -- <reason>".'],
    ['# forkguard: allow a', 'Give a reason after "--": "# forkguard: allow a -- <reason>".'],
    ['# forkguard: allow a --', 'Give a reason after "--": "# forkguard: allow a -- <reason>".'],
  ])('%j needs more', (comment, message) => {
    expect(
      read(comment)?.problems.map((problem) => [problem.message, under(comment, problem.place)]),
    ).toEqual([[message, comment]]);
  });

  it('is a word of its own', () => {
    expect(read('# forkguard: allowed=1')?.allow).toBeUndefined();
  });
});

describe('facts', () => {
  it('have their values at their places', () => {
    const comment = '# forkguard: role=replica dataset=6gb\twrites=2000/s limit=4Gi version=valkey-8.1';
    const { facts = [], problems } = read(comment) ?? {};
    expect(facts.map((fact) => [fact.key, fact.text, under(comment, fact.place)])).toEqual([
      ['role', 'replica', 'replica'],
      ['dataset', '6gb', '6gb'],
      ['writes', '2000/s', '2000/s'],
      ['limit', '4Gi', '4Gi'],
      ['version', 'valkey-8.1', 'valkey-8.1'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'dateset=6gb',
      'Unknown key "dateset". Valid keys: role, version, dataset, limit, value, writes, save, keys, skew, rewrite, disk, fragmentation, replicas, kernel.',
    ],
    ['limit', 'limit must be a size such as 6gb or 4Gi, not "".'],
    ['limit=', 'limit must be a size such as 6gb or 4Gi, not "".'],
    ['limit=lots', 'limit must be a size such as 6gb or 4Gi, not "lots".'],
    ['limit=a=b', 'limit must be a size such as 6gb or 4Gi, not "a=b".'],
    ['role=master', 'role must be primary, replica or any, not "master".'],
    ['version=7', 'version must be a version such as 7.2, redis-7.0.15 or valkey-8.1, not "7".'],
    ['writes=many', 'writes must be a rate such as 2000/s, not "many".'],
    ['save=soon', 'save must be a duration such as 90s, not "soon".'],
    ['replicas=-1', 'replicas must be a whole number, not "-1".'],
    ['kernel=new', 'kernel must be a Linux version such as 5.4, not "new".'],
  ])('%s is a problem', (word, message) => {
    const comment = `# forkguard: value=1kb ${word} save=90s`;
    const { facts = [], problems = [] } = read(comment) ?? {};
    expect(facts.map(({ key }) => key)).toEqual(['value', 'save']);
    expect(problems.map((problem) => [problem.message, under(comment, problem.place)])).toEqual([
      [message, word],
    ]);
  });

  it('nothing at all is a problem', () => {
    expect(read('# forkguard:')?.problems).toHaveLength(1);
  });
});

describe('in a configuration', () => {
  const instance = (text: string) => lintText(text).instances[0];

  it('the last statement of a fact counts', () => {
    const text = '# forkguard: limit=1Gi\nmaxmemory 1mb\n# forkguard: limit=2Gi\n';
    expect(instance(text)?.limit).toMatchObject({
      kind: 'known',
      value: 2 * 1024 ** 3,
      origin: { layer: 'annotation', place: { span: { start: text.lastIndexOf('2Gi') } } },
    });
  });

  it('a role, a version and a dataset are those of the instance', () => {
    const stated = instance('# forkguard: role=replica version=6.2 dataset=1gb\nport 1\n');
    expect(stated?.role).toMatchObject({ kind: 'known', value: 'replica' });
    expect(stated?.version).toMatchObject({
      name: 'Redis 6.2',
      stated: true,
      reason: 'Redis 6.2, as the annotation says',
    });
    expect(stated?.dataset).toMatchObject({ value: 1024 ** 3, origin: { layer: 'annotation' } });
  });

  it('a fact that cannot be read does not count', () => {
    expect(instance('# forkguard: limit=lots\nport 1\n')?.limit).toEqual({
      kind: 'unknown',
      why: 'not stated',
    });
  });
});
