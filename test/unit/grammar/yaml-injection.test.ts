import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { expectScopes, fixture, has, helm, type Line, tokenize, type Yaml, yaml } from './tokenize';

const EMBEDDED = 'meta.embedded.block.redis-conf';
const embedded = (line: Line): boolean => line.tokens.some((token) => has(token, EMBEDDED));

describe.each<Yaml>(['current', '2017'])('redis.conf in YAML (grammar: %s)', (which) => {
  let grammar: IGrammar;

  beforeAll(async () => {
    grammar = await yaml(which);
  });

  const scopes = (marked: string, eol = ''): void => expectScopes(grammar, marked, { eol });

  /** Whether the single line of a block under this header is read as redis.conf. */
  const reads = (header: string, line = 'appendonly yes'): boolean => {
    const lines = tokenize(grammar, `data:\n  ${header}\n    ${line}\n  after: 1`);
    const key = lines[3]?.tokens.find((token) => token.text.trim() !== '');
    expect(key && has(key, 'entity.name.tag') && !has(key, EMBEDDED)).toBe(true);
    return lines[2] !== undefined && embedded(lines[2]);
  };

  it('a literal block reads as redis.conf, and its header as YAML', () => {
    scopes(`
data:
  redis.conf: |
  ^^^^^^^^^^ entity.name.tag.yaml
            ^ punctuation.separator
              ^ keyword.control.flow.block-scalar.literal.yaml
    # a note
    ^ meta.embedded.block.redis-conf comment.line.number-sign.redis-conf
    maxmemory 2gb # no note
    ^^^^^^^^^ meta.embedded.block.redis-conf keyword.other.directive -string
              ^ constant.numeric.memory
                  ^ string.unquoted.redis-conf -comment
      # forkguard: allow save-on-primary -- reason
      ^ meta.embedded.block.redis-conf comment
                   ^^^^^ keyword.other.annotation
    requirepass "\${PASSWORD}"
                 ^^^^^^^^^^^ string.quoted.double.redis-conf meta.embedded.line.template
  after: text
  ^^^^^ entity.name.tag.yaml -meta.embedded
         ^^^^ string.unquoted.plain.out.yaml -meta.embedded
`);
  });

  it('nothing inside the block keeps it open', () => {
    scopes(`
data:
  redis.conf: |
    dir "/never/closed
        ^^^^^^^^^^^^^^ invalid.illegal
    appendonly yes
    ^^^^^^^^^^ keyword.other.directive -invalid
    {# never closed
  after: "text"
  ^^^^^ entity.name.tag.yaml -comment -meta.embedded
         ^^^^^^ string.quoted.double.yaml -meta.embedded
`);
  });

  it.each([
    '|',
    '|-',
    '|+',
    '|2',
    '|2-',
    '|-2',
    '|+2',
    '>',
    '>-',
    '>+',
    '>2-',
    '|  ',
    '| # note',
    '|- # note |',
    '!!str |',
    '&conf |-',
    '!!str &conf |',
  ])('header %s', (header) => {
    expect(reads(`redis.conf: ${header}`)).toBe(true);
  });

  it('the header keeps the scopes of YAML', () => {
    scopes(`
data:
  redis.conf: &conf !!str |2- # note
              ^ punctuation.definition.anchor.yaml
               ^^^^ variable.other.anchor.yaml
                    ^^^^^ storage.type
                          ^ keyword.control.flow.block-scalar.literal.yaml
                           ^ constant.numeric.indentation-indicator.yaml
                            ^ storage.modifier.chomping-indicator.yaml
                              ^^^^^^ comment.line.number-sign.yaml
      save 900 1
  valkey.conf: >-
               ^ keyword.control.flow.block-scalar.folded.yaml
                ^ storage.modifier.chomping-indicator.yaml
    save 900 1
  "redis.conf": |
  ^ entity.name.tag.yaml punctuation.definition.string.begin.yaml
   ^^^^^^^^^^ string.quoted.double.yaml entity.name.tag.yaml
    save 900 1
    ^^^^ keyword.other.directive
  'sentinel.conf' : |
   ^^^^^^^^^^^^^ string.quoted.single.yaml entity.name.tag.yaml
    sentinel monitor cache 127.0.0.1 6379 2
             ^^^^^^^ keyword.other.subcommand
  after: 1
  ^^^^^ entity.name.tag.yaml -meta.embedded
`);
  });

  it.each([
    'redis.conf: text',
    'redis.conf: "|"',
    'redis.conf:',
    'redis.conf: [',
    'redis.conf: |x',
    'redis.conf:|',
    '# redis.conf: |',
    'x: redis.conf: |',
  ])('no block: %s', (header) => {
    const lines = tokenize(grammar, `data:\n  ${header}\n    appendonly yes`);
    expect(lines.some(embedded)).toBe(false);
  });

  describe('the end of the block', () => {
    it('is the first line that is not blank and no deeper than the key', () => {
      scopes(`
data:
  redis.conf: |
    save 900 1

     save 300 10
     ^^^^ keyword.other.directive
   save 60 10
   ^^^^ keyword.other.directive
  # a comment of the YAML
  ^ comment.line.number-sign.yaml -meta.embedded
  after: 1
  ^^^^^ entity.name.tag.yaml -meta.embedded
`);
    });

    it('is a dedent over several levels, a new document, the end of the text', () => {
      scopes(`
a:
  b:
    redis.conf: |
      save 900 1
c: 1
^ entity.name.tag.yaml -meta.embedded
redis.conf: |
 save 900 1
 ^^^^ keyword.other.directive
---
^^^ entity.other.document.begin.yaml -meta.embedded
redis.conf: |
  save 900 1
# end
^ comment.line.number-sign.yaml -meta.embedded
`);
    });

    it('in a list is measured from the key, not from the dash', () => {
      scopes(`
list:
  - redis.conf: |
    ^^^^^^^^^^ entity.name.tag.yaml
      save 900 1
      ^^^^ keyword.other.directive
    after: 1
    ^^^^^ entity.name.tag.yaml -meta.embedded
  -   redis.conf: |
        save 900 1
        ^^^^ keyword.other.directive
      after: 1
      ^^^^^ entity.name.tag.yaml -meta.embedded
  - name: x
    redis.conf: |
      save 900 1
      ^^^^ keyword.other.directive
  - after: 1
  ^ punctuation.definition.block.sequence.item.yaml -meta.embedded
    ^^^^^ entity.name.tag.yaml -meta.embedded
`);
    });
  });

  describe('keys', () => {
    it.each([
      'redis.conf',
      'valkey.conf',
      'keydb.conf',
      'sentinel.conf',
      'redis-additional.conf',
      'redis-default.conf',
      'redis_6379.conf',
      'valkey.prod.conf',
      'redis6379.conf',
      'redis.conf.tpl',
      'redis-sentinel.conf',
      'redis-config',
      'redisConfig',
      'valkeyConfig',
      'redis_conf',
      'redisConfiguration',
      'commonConfiguration',
    ])('%s says by itself what it holds', (key) => {
      expect(reads(`${key}: |`, '# anything')).toBe(true);
      expect(reads(`${key}: |`, 'some-new-directive yes')).toBe(true);
    });

    it.each([
      'configuration',
      'configmap',
      'configMap',
      'config',
      'customConfig',
      'extraConfig',
      'sentinelConfig',
      'content',
      'master.conf',
      'slave.conf',
      'replica.conf',
      'primary.conf',
      'base.conf',
      'my-redis.conf',
      'cache.valkey.conf',
    ])('%s is used by others too: its first line decides', (key) => {
      expect(reads(`${key}: |`)).toBe(true);
      expect(reads(`${key}: |`, 'port 6379')).toBe(true);
      expect(reads(`${key}: |`, 'maxmemory-policy noeviction')).toBe(true);
      for (const other of [
        '# maxmemory',
        'port 1194',
        '[[inputs.redis]]',
        '{"maxmemory": 1}',
        'user nginx;',
        'maxmemory = 1',
        'listen 80;',
        'set -e',
        'Timeout 60',
        'save: 1',
        'bind = 1',
        'include /etc/nginx/mime.types;',
      ]) {
        expect(reads(`${key}: |`, other), other).toBe(false);
      }
    });

    it.each([
      'nginx.conf',
      'redis.yaml',
      'redis',
      'users.acl',
      'entrypoint.sh',
      'description',
      'redis.conf.bak.sh',
      'values',
    ])('%s is never looked at', (key) => {
      expect(reads(`${key}: |`)).toBe(false);
    });

    it('a block that is judged stays the string it was until a directive comes, and for good if none does', () => {
      scopes(`
a:
  configuration: |
    # a comment tells nothing yet
    ^ string.unquoted.block.yaml -meta.embedded
    {{ nor does a template }}
    ^^ string.unquoted.block.yaml -meta.embedded

    save 900 1
    ^^^^ meta.embedded.block.redis-conf keyword.other.directive -string.unquoted.block
    # a comment
    ^ meta.embedded.block.redis-conf comment
    anything goes
    ^^^^^^^^ meta.embedded.block.redis-conf keyword.other.directive
  config: |
    server {
    ^^^^^^ string.unquoted.block.yaml -meta.embedded
    maxmemory 2gb
    ^^^^^^^^^ string.unquoted.block.yaml -meta.embedded
  after: 1
  ^^^^^ entity.name.tag.yaml -string.unquoted.block
`);
    });
  });

  it('text that is a string already is left alone', () => {
    scopes(`
patch: |-
  - op: replace
  redis.conf: |
  ^^^^^^^^^^ string.unquoted.block.yaml -entity
    save 900 1
    ^^^^ string.unquoted.block.yaml -meta.embedded
after: 1
^^^^^ entity.name.tag.yaml
`);
  });

  it('CRLF', () => {
    scopes(
      `
data:
  redis.conf: |
    save 900 1
    ^^^^ meta.embedded.block.redis-conf keyword.other.directive
             ^ constant.numeric

    maxmemory 2gb
              ^ constant.numeric.memory
    dir "/data
  after: text
  ^^^^^ entity.name.tag.yaml -meta.embedded
  configuration: |-
    appendonly yes
    ^^^^^^^^^^ meta.embedded.block.redis-conf
               ^^^ constant.language.boolean
  last: text
  ^^^^ entity.name.tag.yaml -meta.embedded
`,
      '\r',
    );
  });

  it('leaves every line that is no block of redis.conf as it was', async () => {
    const plain = await yaml(which, { injected: false });
    const text = fixture('manifests.yaml');
    const before = tokenize(plain, text);
    const after = tokenize(grammar, text);
    const read = after.flatMap((line, index) => (embedded(line) ? [`${index + 1} ${line.text.trim()}`] : []));
    expect(read).toMatchInlineSnapshot(`
      [
        "9 # forkguard: allow save-on-primary -- backups",
        "10 save 900 1",
        "11 dir "/never/closed",
        "12 ",
        "13 maxmemory 2gb",
        "17 appendonly yes",
        "18 ",
        "21 sentinel monitor mymaster 127.0.0.1 6379 2",
        "22 ",
        "24 maxmemory-policy noeviction",
        "33 replica-read-only yes",
        "34 port 6380",
        "56 save 900 1",
        "59 maxmemory 1gb",
        "64 # Enable AOF",
        "65 appendonly yes",
        "69 save """,
        "82 save 900 1",
      ]
    `);
    after.forEach((line, index) => {
      const header = line.tokens.some((token) => has(token, 'meta.redis-conf.yaml'));
      if (!embedded(line) && !header)
        expect(visible(line), `line ${index + 1}`).toEqual(visible(before[index]));
    });
  });
});

/**
 * What a theme sees: the innermost scope of each stretch of text. Neighbours of one scope are one stretch: the older
 * grammar cuts words in two. The newer one names the colon of a mapping differently.
 */
function visible(line: Line | undefined): string[] {
  const seen: { text: string; scope: string }[] = [];
  for (const token of line?.tokens ?? []) {
    const text = token.text.trim();
    const scope = token.scopes.at(-1)?.replace('key-value.mapping', 'map.value') ?? '';
    const last = seen.at(-1);
    if (text === '') continue;
    if (last?.scope === scope) last.text += text;
    else seen.push({ text, scope });
  }
  return seen.map(({ text, scope }) => `${text} ${scope}`);
}

describe('the first line of another block scalar', () => {
  // The older grammar gives that line no scope that could tell it from a key.
  it('is not taken for a key by the current grammar', async () => {
    expectScopes(
      await yaml('current'),
      `
patch: |
  redis.conf: |
  ^^^^^^^^^^ string.unquoted.block.yaml -entity
    save 900 1
    ^^^^ string.unquoted.block.yaml -meta.embedded
after: 1
^^^^^ entity.name.tag.yaml
`,
    );
  });
});

describe('Helm templates', () => {
  it('at the margin belong to the block', async () => {
    expectScopes(
      await helm(),
      `
data:
  redis.conf: |-
{{- if .Values.configuration }}
^^^ meta.embedded.line.template punctuation.section.embedded.begin
    ^^ keyword.control.template
    # given by the user
    ^ meta.embedded.block.redis-conf comment
{{- include "tplvalues.render" . | nindent 4 }}
            ^^^^^^^^^^^^^^^^^^ string.quoted.double.template
{{- end }}
    save 900 1
    ^^^^ meta.embedded.block.redis-conf keyword.other.directive
  {{- with .Values.dir }}
    dir {{ . | quote }}
        ^^^^^^^^^^^^^^^ meta.embedded.line.template
  {{- end }}
  after: 1
  ^^^^^ entity.name.tag.yaml -meta.embedded
`,
    );
  });
});
