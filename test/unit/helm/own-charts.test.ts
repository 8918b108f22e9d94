/** Charts of one's own: what conditions, `with`, defaults and blocks of text come to with the values of the chart. */

import { describe, expect, it } from 'vitest';
import { decideBranches } from '../../../server/src/core/yaml/template/branches';
import { maskTemplate } from '../../../server/src/core/yaml/template/mask';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { serversIn } from '../../support/servers';

const CHART = 'apiVersion: v2\nname: cache\nversion: 1.0.0\nappVersion: "7.2"\n';

const RESOURCES = `          {{- with .Values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
`;

const workload = (resources = RESOURCES): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "cache.fullname" . }}
spec:
  template:
    spec:
      containers:
        - name: redis
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          args: [/conf/redis.conf]
          volumeMounts:
            - name: conf
              mountPath: /conf
${resources}      volumes:
        - name: conf
          configMap:
            name: {{ include "cache.fullname" . }}
`;

const configMap = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "cache.fullname" . }}\ndata:\n${data}`;

const IMAGE = 'image:\n  repository: redis\n  tag: ""\n';
const LIMIT = 'resources:\n  limits:\n    memory: 1Gi\n';

const chart = (data: string, values: string, resources?: string) => ({
  'Chart.yaml': CHART,
  'values.yaml': IMAGE + values,
  'templates/statefulset.yaml': workload(resources),
  'templates/configmap.yaml': configMap(data),
});

/** Nobody knows what the server is told. */
const OPEN = { save: 'unknown', maxmemory: 'unknown' };

describe('a block of text that one action writes', () => {
  const config = 'config: |\n  save 900 1\n  maxmemory 1gb\n';

  it.each([
    ['at the margin', '  redis.conf: |\n{{ .Values.config | indent 4 }}\n'],
    ['as far in as the block', '  redis.conf: |-\n    {{- .Values.config | nindent 4 }}\n'],
    ['through tpl', '  redis.conf: |\n    {{- tpl .Values.config $ | nindent 4 }}\n'],
    ['before another key', '  redis.conf: |\n{{ .Values.config | indent 4 }}\n  users.acl: ""\n'],
  ])('is that value, and the finding is in the values: %s', (_, data) => {
    const { text, spans } = readMarks(
      `${config.replace('save 900 1', '⟦save 900 1⟧')}resources:\n  limits:\n    memory: ⟦1Gi⟧\n`,
    );
    const files = chart(data, text);
    expect(serversIn(files)).toMatchObject([{ save: '900 1', maxmemory: '1073741824', limit: '1Gi' }]);
    const moved = spans.map(({ start, end }) => ({ start: start + IMAGE.length, end: end + IMAGE.length }));
    expect(lintFiles(files).findings.map(({ rule, place }) => [rule, place])).toEqual([
      ['save-on-primary', { file: `${FOLDER}/values.yaml`, span: moved[0] }],
      ['limit-below-2x', { file: `${FOLDER}/values.yaml`, span: moved[1] }],
    ]);
  });

  it.each([
    ['a helper', '  redis.conf: |\n{{ include "cache.conf" . | indent 4 }}\n'],
    ['a file', '  redis.conf: |\n{{ tpl (.Files.Get "files/redis.conf") . | indent 4 }}\n'],
    [
      'a loop over something unknown',
      '  redis.conf: |\n    {{- range $key, $value := fromYaml .Values.text }}\n    {{ $key }} {{ $value }}\n    {{- end }}\n',
    ],
    ['a folded block', '  redis.conf: >-\n    {{- include "cache.conf" . | nindent 4 }}\n'],
    [
      'behind lines of its own',
      '  redis.conf: |\n    appendonly no\n{{ include "cache.conf" . | indent 4 }}\n',
    ],
  ])('nothing is missing from what nobody knows: %s', (_, data) => {
    const files = chart(data, `config:\n  save: 900 1\n${LIMIT}`);
    expect(serversIn(files)).toMatchObject([OPEN]);
    expect(lintFiles(files).findings).toEqual([]);
  });
});

describe('actions in a redis.conf', () => {
  it('count with their defaults, and what they leave out is not there', () => {
    const data = `  redis.conf: |
    {{- if .Values.persistence.enabled }}
    save {{ .Values.persistence.save | quote }}
    {{- else }}
    save 60 1
    appendonly yes
    {{- end }}
    maxmemory {{ .Values.maxmemory | default "512mb" }}
    {{- if and .Values.tls.enabled .Values.tls.port }}
    maxmemory 9gb
    {{- end }}
`;
    const values = `persistence:\n  enabled: true\n  save: ""\ntls:\n  enabled: false\n${LIMIT}`;
    expect(serversIn(chart(data, values))).toMatchObject([
      { save: '', aof: 'no', maxmemory: '536870912', limit: '1Gi' },
    ]);
    const off = chart(data, values.replace('true', 'false'));
    expect(serversIn(off)).toMatchObject([{ save: '60 1', aof: 'yes', maxmemory: '536870912' }]);
  });

  it('stand in quotes where they are written in quotes', () => {
    const rules = (action: string) => {
      const data = `  redis.conf: |\n    save ""\n    maxmemory 64mb\n    logfile {{ ${action} }}\n`;
      return lintFiles(chart(data, `log: ""\n${LIMIT}`)).findings.map(({ rule }) => rule);
    };
    expect(rules('.Values.log | quote')).toEqual([]);
    expect(rules('.Values.log')).toEqual(['invalid-value']);
  });

  it('leave no empty line in a script behind', () => {
    const files = {
      'Chart.yaml': CHART,
      'values.yaml': `${IMAGE}persistence:\n  enabled: false\n${LIMIT}`,
      'templates/statefulset.yaml': workload().replace(
        '          args: [/conf/redis.conf]\n',
        `          command:
            - sh
            - -c
            - |
              exec redis-server --maxmemory 64mb \\
                {{- if .Values.persistence.enabled }}
                --appendonly yes \\
                {{- end }}
                --save ""
`,
      ),
    };
    expect(serversIn(files)).toMatchObject([{ save: '', aof: 'no', maxmemory: '67108864' }]);
    expect(lintFiles(files).findings).toEqual([]);
  });

  it('what is asked of something unknown stays open', () => {
    const data = `  redis.conf: |
    {{- if .Capabilities.APIVersions.Has "v1" }}
    save 60 1
    {{- else if .Values.never }}
    save ""
    {{- end }}
    maxmemory {{ include "cache.memory" . }}
`;
    expect(serversIn(chart(data, LIMIT))).toMatchObject([OPEN]);
  });
});

describe('loops over known values', () => {
  it('write the lines of a redis.conf, and what is found is in the values', () => {
    const { text, spans } = readMarks(
      `${IMAGE}config:\n  appendonly: "no"\n  ⟦save: 900 1⟧\nlists:\n  save: [30 1]\n${LIMIT}`,
    );
    const loop = (over: string, inner: string) =>
      `  redis.conf: |\n    maxmemory 64mb\n    {{- range ${over} }}\n    ${inner}\n    {{- end }}\n`;
    const files = {
      ...chart(loop('$key, $value := .Values.config', '{{ $key }} {{ $value }}'), ''),
      'values.yaml': text,
    };
    expect(serversIn(files)).toMatchObject([{ save: '900 1', aof: 'no', maxmemory: '67108864' }]);
    const [found] = lintFiles(files).findings;
    expect([found?.rule, found?.place]).toEqual([
      'save-on-primary',
      { file: `${FOLDER}/values.yaml`, span: spans[0] },
    ]);
    expect(
      found?.fixes.flatMap(({ edits }) => edits).filter(({ file }) => !file.endsWith('values.yaml')),
    ).toEqual([]);
    const inner = loop(
      '$key, $list := .Values.lists',
      '{{- range $list }}\n    {{ $key }} {{ . }}\n    {{- end }}',
    );
    expect(serversIn({ ...files, 'templates/configmap.yaml': configMap(inner) })).toMatchObject([
      { save: '30 1' },
    ]);
  });

  it('write arguments one by one', () => {
    const args = (item: string) => ({
      'Chart.yaml': CHART,
      'values.yaml': `${IMAGE}args: [--maxmemory, 64mb]\nflags: ["save 30 1"]\nmore: [--save, ""]\n${LIMIT}`,
      'templates/statefulset.yaml': workload().replace('          args: [/conf/redis.conf]\n', item),
    });
    const list =
      '          args:\n            {{- range .Values.args }}\n            - {{ . | quote }}\n            {{- end }}\n            - --appendonly\n            - "no"\n            {{- range $flag := .Values.flags }}\n            - "--{{ $flag }}"\n            {{- end }}\n';
    expect(serversIn(args(list))).toMatchObject([{ save: '30 1', aof: 'no', maxmemory: '67108864' }]);
    const json = '          args: {{ toJson .Values.args }}\n';
    expect(serversIn(args(json))).toMatchObject([{ maxmemory: '67108864' }]);
    const more = list.replace(
      / {12}\{\{- range \$flag[\s\S]*/,
      '            {{- with .Values.more }}\n            {{- toYaml . | nindent 12 }}\n            {{- end }}\n',
    );
    expect(serversIn(args(more))).toMatchObject([{ save: '', aof: 'no', maxmemory: '67108864' }]);
    const unknown = list.replace('range .Values.args', 'range splitList " " .Values.args');
    expect(serversIn(args(unknown))).toMatchObject([OPEN]);
  });
});

describe('a template that is one choice', () => {
  it('is what the values choose', () => {
    const one = (memory: string) =>
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: redis\nspec:\n  template:\n    spec:\n      containers:\n        - name: redis\n          image: redis:7.2\n          args: [--maxmemory, ${memory}, --save, ""]\n`;
    const files = (enabled: boolean) => ({
      'Chart.yaml': CHART,
      'values.yaml': `ha:\n  enabled: ${enabled}\n`,
      'templates/redis.yaml': `{{- if .Values.ha.enabled }}\n${one('64mb')}{{- else }}\n${one('32mb')}{{- end }}\n`,
    });
    expect(serversIn(files(true))).toMatchObject([{ maxmemory: '67108864' }]);
    expect(serversIn(files(false))).toMatchObject([{ maxmemory: '33554432' }]);
  });
});

describe('keys', () => {
  it('are asked for, looked up by name, and those of global come from the parent', () => {
    const template = `${workload('')
      .replace(
        '          args: [/conf/redis.conf]\n',
        '          args: ["--maxmemory", {{ index .Values "redis-cache" "max-memory" }}, "--save", {{ .Values.global.save | quote }}]\n',
      )
      .replace(/^/, '{{- if hasKey .Values "redis-cache" }}\n')}{{- end }}\n`;
    const child = (values: string) => ({
      'charts/cache/Chart.yaml': CHART,
      'charts/cache/values.yaml': `${IMAGE}${values}`,
      'charts/cache/templates/redis.yaml': template,
      'Chart.yaml': `${CHART.replace('cache', 'shop')}dependencies:\n  - name: cache\n    version: 1.0.0\n`,
      'values.yaml': 'global:\n  save: 900 1\n',
    });
    expect(serversIn(child('redis-cache:\n  max-memory: 64mb\nglobal:\n  save: ""\n'))).toMatchObject([
      { save: '900 1', maxmemory: '67108864' },
    ]);
    expect(serversIn(child('global:\n  save: ""\n'))).toEqual([]);
  });
});

describe('names', () => {
  it('that different helpers write are different', () => {
    const files = chart('  redis.conf: |\n    save ""\n    maxmemory 1gb\n', LIMIT);
    const other = configMap('  redis.conf: |\n    save 900 1\n').replace(
      'include "cache.fullname"',
      'template "other.fullname"',
    );
    const named = Object.fromEntries(
      Object.entries(files).map(([file, text]) => [
        file,
        text.replaceAll('include "cache', 'template "cache'),
      ]),
    );
    expect(serversIn({ ...named, 'templates/other.yaml': other })).toContainEqual(
      expect.objectContaining({ save: '', maxmemory: '1073741824', limit: '1Gi' }),
    );
    expect(lintFiles(named).findings[0]?.subject).toBe(
      'StatefulSet/{{ template "cache.fullname" . }} › redis',
    );
  });
});

describe('values', () => {
  it('with services are no compose file', () => {
    const services = 'services:\n  redis:\n    image: redis:7.2\n';
    expect(
      lintFiles({ 'Chart.yaml': CHART, 'values.yaml': services }).instances.map(({ name }) => name),
    ).not.toContain('service redis');
    expect(lintFiles({ 'stack.yaml': services }).instances.map(({ name }) => name)).toEqual([
      'service redis',
    ]);
  });
});

describe('limits', () => {
  const data = '  redis.conf: |\n    save ""\n    maxmemory 1gb\n';

  it.each([
    ['with', RESOURCES],
    [
      'if',
      '          {{- if .Values.resources }}\n          resources: {{ .Values.resources | toYaml | nindent 12 }}\n          {{- end }}\n',
    ],
    [
      'or',
      '          resources: {{- toYaml (or .Values.redis.resources .Values.resources) | nindent 12 }}\n',
    ],
    [
      'with in with',
      '          {{- with .Values.resources }}\n          {{- with .limits }}\n          resources:\n            limits:\n              memory: {{ .memory | quote }}\n          {{- end }}\n          {{- end }}\n',
    ],
    [
      'else if',
      '          {{- if eq .Values.size "small" }}\n          resources: {limits: {memory: 64Mi}}\n          {{- else if ne .Values.size "big" }}\n          resources: {limits: {memory: 1Gi}}\n          {{- else }}\n          resources: {limits: {memory: 64Gi}}\n          {{- end }}\n',
    ],
  ])('%s', (_, resources) => {
    const files = chart(data, `size: middle\nredis:\n  resources: {}\n${LIMIT}`, resources);
    expect(serversIn(files)).toMatchObject([{ save: '', maxmemory: '1073741824', limit: '1Gi' }]);
  });

  it('of an item of a loop are not known', () => {
    const resources =
      '          {{- range .Values.sizes }}\n          resources:\n            {{- toYaml . | nindent 12 }}\n          {{- end }}\n';
    const files = chart(data, 'sizes:\n  - limits: {memory: 64Mi}\n', resources);
    expect(serversIn(files)).toMatchObject([{ maxmemory: '1073741824', limit: 'unknown' }]);
    expect(lintFiles(files).findings).toEqual([]);
  });
});

describe('fixes', () => {
  it('add nothing where other values may bring the same key', () => {
    const template = workload('').replace(
      '          args: [/conf/redis.conf]\n',
      '          {{- if .Values.args }}\n          args: {{ toYaml .Values.args | nindent 12 }}\n          {{- end }}\n',
    );
    const files = {
      'Chart.yaml': CHART,
      'values.yaml': `${IMAGE}args: []\n`,
      'templates/redis.yaml': template,
    };
    const { findings } = lintFiles(files);
    expect(findings.map(({ rule }) => rule)).toContain('implicit-save-points');
    const edits = findings.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(edits.filter(({ newText }) => !newText.includes('forkguard: allow'))).toEqual([]);
  });
});

describe('branches', () => {
  const decide = (text: string, answers: Readonly<Record<string, boolean>>) => {
    const decided = decideBranches(maskTemplate(text), text, (condition) => answers[condition]);
    expect(decided?.original ?? text).toHaveLength(text.length);
    expect(decided?.masked.text ?? text).toHaveLength(text.length);
    return {
      text: decided?.original.replace(/\uE001+/g, ' '),
      bodies: decided?.masked.actions.map(({ body }) => body),
    };
  };

  it('of which one is unknown all stay', () => {
    const text = '{{ if .a }}\n1\n{{ else if .b }}\n2\n{{ else }}\n3\n{{ end }}\n';
    expect(decide(text, { '.b': true }).text).toBeUndefined();
    expect(decide(text, { '.a': false, '.b': true }).text).toBe(' \n \n \n2\n \n \n \n');
  });

  it('inside others are decided where those are written or unknown', () => {
    const text = '{{ if .a }}{{ if .b }}1{{ end }}{{ else }}{{ if .c }}2{{ end }}{{ end }}';
    expect(decide(text, { '.b': false, '.c': true }).text).toBe('{{ if .a }} {{ else }} 2 {{ end }}');
    expect(decide(text, { '.a': true, '.b': true }).text).toBe(' 1 ');
  });

  it('of with name the dot, quoted text apart', () => {
    const text =
      '{{ with .Values.a }}{{ .b | default "x . y" }}{{ toYaml . }}{{ $.c }}{{ (.d) }}{{ else }}{{ .e }}{{ end }}';
    expect(decide(text, { '.Values.a': true }).bodies).toEqual([
      '.Values.a.b | default "x . y"',
      'toYaml .Values.a',
      '$.c',
      '(.Values.a.d)',
    ]);
    expect(decide(text, { '.Values.a': false }).bodies).toEqual(['.e']);
  });

  it('variables that are set once stand for what they are set to', () => {
    const text =
      '{{ $r := .Values.redis }}{{ $on := and $r.enabled .Values.all }}{{ if not $on }}1{{ else }}{{ $r.image }} {{ toYaml $on }} {{ "$r" }}{{ end }}';
    expect(decide(text, { 'not (and .Values.redis.enabled .Values.all)': false }).bodies?.slice(2)).toEqual([
      '.Values.redis.image',
      'toYaml (and .Values.redis.enabled .Values.all)',
      '"$r"',
    ]);
    for (const change of [
      '{{ $r = .Values.b }}',
      '{{ $r := .Values.b }}',
      '{{ range $r := .Values.b }}{{ end }}',
    ])
      expect(decide(`{{ $r := .Values.a }}${change}{{ $r.x }}`, {}).bodies ?? []).not.toContain(
        '.Values.a.x',
      );
  });

  it('a loop over nothing is gone, any other stays as it is', () => {
    const text = '{{ range $i, $x := .Values.list }}{{ if .y }}1{{ end }}{{ end }}2';
    expect(decide(text, { '.Values.list': false, '.y': true }).text).toBe(' 2');
    expect(decide(text, { '.Values.list': true, '.y': true }).text).toBeUndefined();
  });
});
