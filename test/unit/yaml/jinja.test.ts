/** YAML that Ansible renders: statements around it and in it leave open only what they may leave out. */

import { describe, expect, it } from 'vitest';
import type { RedisInstance } from '../../../server/src/core/server/instance';
import { FOLDER, lintFiles } from '../../support/lint-text';

const MB = 1024 ** 2;

const lint = (lines: readonly string[], name = 'docker-compose.yml.j2') => {
  const text = [...lines, ''].join('\n');
  const { instances, findings } = lintFiles({ [name]: text });
  const rules = findings
    .filter(({ place }) => place.file === `${FOLDER}/${name}`)
    .map(({ rule, place }) => `${rule}: ${text.slice(place.span.start, place.span.end)}`);
  return { instances, rules };
};

const limitOf = ({ limit }: RedisInstance) => (limit.kind === 'known' ? limit.value / MB : limit.kind);
const pointsOf = ({ directives }: RedisInstance) =>
  directives.closed
    ? directives.loaded.save.points.map(({ seconds, changes }) => `${seconds} ${changes}`)
    : 'open';

const SERVICE = [
  '  cache:',
  '    image: redis:{{ redis_version }}',
  '    command: redis-server --maxmemory 100mb --save 60 1',
];

describe('statements of Jinja', () => {
  it.each<[string, string[], number | 'unknown']>([
    ['around a key', ['{% if limit %}', '    mem_limit: 200m', '{% endif %}'], 'unknown'],
    [
      'between two values',
      ['{% if big %}', '    mem_limit: 2g', '{% else %}', '    mem_limit: 1g', '{% endif %}'],
      'unknown',
    ],
    [
      'inside a value',
      ['    mem_limit: {% if big %}2g{% else %}1g{% endif %}', '{% set a = 1 %}'],
      'unknown',
    ],
    [
      'around a key above the limit',
      [
        '{%- if limit %}',
        '    deploy:',
        '      resources:',
        '        limits: { memory: 1g }',
        '{%- endif %}',
      ],
      'unknown',
    ],
    [
      'around all that a key holds',
      [
        '    deploy:',
        '      resources:',
        '        limits:',
        '{% if limit %}',
        '          memory: 1g',
        '{% endif %}',
      ],
      'unknown',
    ],
    ['around another key', ['    mem_limit: 200m', '{% if a %}', '    restart: always', '{% endif %}'], 200],
    [
      'around items of a list',
      ['    volumes:', '{% for v in volumes %}', '      - {{ v }}', '{% endfor %}', '    mem_limit: 200m'],
      200,
    ],
    [
      'in another service',
      ['    mem_limit: 200m', '  web:', '{% if a %}', '    image: a', '{% endif %}'],
      200,
    ],
    [
      'between items of a list on one line',
      [
        '    healthcheck:',
        '      test: ["CMD", "redis-cli"{% if password %}, "-a", "{{ password }}"{% endif %}, "ping"]',
        '    mem_limit: 200m',
        '{% set a = 1 %}',
      ],
      200,
    ],
    ['as a comment', ['{# one #}', '    mem_limit: 200m', '{% set a = 1 %}'], 200],
  ])('%s', (_, lines, limit) => {
    const { instances, rules } = lint(['services:', ...SERVICE, ...lines]);
    expect(instances.map(limitOf)).toEqual([limit]);
    expect(instances.map(pointsOf)).toEqual([['60 1']]);
    expect(rules.map((rule) => rule.split(':')[0])).toContain('save-on-primary');
    expect(rules.filter((rule) => rule.startsWith('missing-memory-limit'))).toEqual([]);
  });

  it('around the whole service', () => {
    const { instances } = lint([
      'services:',
      '{% if cache %}',
      ...SERVICE,
      '    mem_limit: 200m',
      '{% endif %}',
      '  web:',
      '    image: web',
    ]);
    expect(instances.map(limitOf)).toEqual([200]);
  });

  it.each([
    'redis-server{% if aof %} --appendonly yes{% endif %}',
    '"redis-server{% if aof %} --appendonly yes{% endif %}"',
    '"{% if aof %}redis-server --appendonly yes{% else %}redis-server{% endif %}"',
    '["redis-server"{% if aof %}, "--appendonly", "yes"{% endif %}]',
  ])('inside a command leave its words open: %s', (command) => {
    const { instances } = lint([
      'services:',
      '  cache:',
      '    image: redis:7',
      `    command: ${command}`,
      '{% if limit %}',
      '    mem_limit: 1g',
      '{% endif %}',
    ]);
    expect(instances.map(pointsOf)).toEqual(['open']);
  });

  it('in a manifest', () => {
    const { instances } = lint(
      [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  name: cache',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: cache',
        '          image: redis:7',
        '          args: ["--save", "60 1"]',
        '          resources: { limits: { memory: 200Mi } }',
        '{% if tolerations is defined %}',
        '      tolerations:',
        '{{ tolerations | to_nice_yaml | indent(8, true) }}',
        '{% endif %}',
      ],
      'cache.yml.j2',
    );
    expect(instances.map(limitOf)).toEqual([200]);
    expect(instances.map(pointsOf)).toEqual([['60 1']]);
  });
});
