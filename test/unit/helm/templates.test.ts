/** Templates: never an error of YAML, nothing missing where an action may write it, and a chart of one's own as a whole. */

import { describe, expect, it } from 'vitest';
import { maskTemplate } from '../../../server/src/core/yaml/template/mask';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { serversIn } from '../../support/servers';

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "7.2"\n';

const deployment = (container: string): string =>
  `{{- if .Values.redis.enabled }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.fullname" . }}-redis
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels:
      app: redis
  template:
    metadata:
      labels:
        app: redis
    spec:
      containers:
        - name: redis
${container.replace(/^(?=.)/gm, '          ')}{{- end }}
`;

const LITERAL =
  'image: redis:7.2\nargs: ["--maxmemory", "1gb", "--save", "900 1"]\nresources:\n  limits:\n    memory: 1Gi\n';

describe('masking', () => {
  it('keeps every position', () => {
    const text =
      'a: {{ .Values.a }}\n{{- if .b }}\nb: "{{ .Values.b | quote }}"\r\n{{/* c: }} */}}\n{{- end }}\nd: {{ toYaml .d | nindent 2 }}\n{{ "{{" }} open {{\n';
    const { text: masked } = maskTemplate(text);
    expect(masked).toHaveLength(text.length);
    expect([...masked].map((one, index) => (one === '\n' || one === '\r' ? index : -1))).toEqual(
      [...text].map((one, index) => (one === '\n' || one === '\r' ? index : -1)),
    );
  });

  it('takes no time for what is never closed', () => {
    const text = `a: ${'{{ "x" '.repeat(20_000)}\n`;
    expect(maskTemplate(text).actions).toEqual([]);
  });
});

describe('a template alone', () => {
  it('what stands in it is read, what it may bring besides is not called missing', () => {
    const rules = lintFiles({ 'templates/redis.yaml': deployment(LITERAL) }).findings.map(({ rule }) => rule);
    expect(rules).toEqual(['save-on-primary', 'limit-below-2x']);
    expect(lintFiles({ 'templates/redis.yaml': deployment('image: redis:7.2\n') }).findings).toEqual([]);
  });

  it.each([
    ['an image that an action writes', 'image: "{{ .Values.redis.image }}"\nargs: ["--save", "900 1"]\n'],
    [
      'a limit that an action writes',
      LITERAL.replace('1Gi', '{{ .Values.redis.memory }}').replace('"900 1"', '""'),
    ],
    [
      'a limit in both branches',
      'image: redis:7.2\nargs: ["--maxmemory", "1gb", "--save", ""]\n{{- if .Values.big }}\nresources:\n  limits:\n    memory: 8Gi\n{{- else }}\nresources:\n  limits:\n    memory: 512Mi\n{{- end }}\n',
    ],
    [
      'arguments that an action adds',
      'image: redis:7.2\nargs:\n  - --maxmemory\n  - 1gb\n  {{- range .Values.redis.flags }}\n  - {{ . }}\n  {{- end }}\n',
    ],
  ])('nothing: %s', (_, container) => {
    expect(lintFiles({ 'templates/redis.yaml': deployment(container) }).findings).toEqual([]);
  });

  it('a redis.conf in a ConfigMap with actions in it', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-redis\ndata:\n  redis.conf: |\n    {{- if .Values.persistence }}\n    save 900 1\n    {{- end }}\n    maxmemory {{ .Values.maxmemory }}\n    appendonly no\n    maxmemory-policy ⟦allkeys-lur⟧\n';
    const marked = readMarks(text);
    const { findings, instances } = lintFiles({ 'templates/config.yaml': marked.text });
    expect(findings.map(({ rule, place }) => [rule, place.span])).toEqual([
      ['invalid-value', marked.spans[0]],
    ]);
    expect(instances[0]?.directives.loaded.save.uncertain).toBe(true);
  });

  it('helpers and broken ones are silent', () => {
    expect(
      lintFiles({ 'templates/_helpers.tpl': '{{- define "redis" }}\nimage: redis:7.2\n{{- end }}\n' })
        .findings,
    ).toEqual([]);
    expect(lintFiles({ 'templates/redis.yaml': 'image: redis {{ if }\n  : {{\n' }).findings).toEqual([]);
  });
});

describe("a chart of one's own", () => {
  const CONTAINER =
    'image: "{{ .Values.redis.image.repository }}:{{ .Values.redis.image.tag | default .Chart.AppVersion }}"\nargs: ["--maxmemory", {{ .Values.redis.maxmemory | quote }}, "--save", ""]\nresources:\n  {{- toYaml .Values.redis.resources | nindent 12 }}\n';
  const values = (memory: string, enabled = true): string =>
    `redis:\n  enabled: ${enabled}\n  image:\n    repository: redis\n    tag: ""\n  maxmemory: 1gb\n  resources:\n    limits:\n      memory: ${memory}\n`;
  const files = (text: string) => ({
    'Chart.yaml': CHART,
    'values.yaml': text,
    'templates/redis.yaml': deployment(CONTAINER),
  });

  it('the finding is in the values when they decide', () => {
    const { text, spans } = readMarks(values('⟦1Gi⟧'));
    const { findings, instances } = lintFiles(files(text));
    expect(serversIn(files(text))).toMatchObject([{ save: '', maxmemory: '1073741824', limit: '1Gi' }]);
    expect(instances[0]?.version.name).toBe('Redis 7.2');
    expect(findings.map(({ rule, place }) => [rule, place])).toEqual([
      ['limit-below-2x', { file: `${FOLDER}/values.yaml`, span: spans[0] }],
    ]);
  });

  it('nothing where the values switch it off', () => {
    expect(lintFiles(files(values('1Gi', false)))).toMatchObject({ findings: [], instances: [] });
  });

  it('a ConfigMap is found by the action that writes its name', () => {
    const container =
      'image: redis:7.2\nargs: [/etc/redis/redis.conf]\nvolumeMounts:\n  - name: config\n    mountPath: /etc/redis\n';
    const workload = deployment(container).replace(
      '{{- end }}\n',
      '      volumes:\n        - name: config\n          configMap:\n            name: {{ include "shop.fullname" . }}-redis\n{{- end }}\n',
    );
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "shop.fullname" . }}-redis\ndata:\n  redis.conf: |\n    save ""\n    maxmemory 64mb\n';
    const all = {
      ...files(values('1Gi')),
      'templates/redis.yaml': workload,
      'templates/config.yaml': config,
    };
    expect(serversIn(all)).toMatchObject([{ save: '', maxmemory: '67108864' }]);
  });
});

describe('a chart whose values say everything', () => {
  it('its templates need not name the server', () => {
    const files = {
      'charts/redis/Chart.yaml': CHART,
      'charts/redis/values.yaml': 'name: cache\nimage: redis\ntag: alpine\nmemory: 256Mi\n',
      'charts/redis/templates/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Values.name }}\nspec:\n  selector:\n    matchLabels:\n      app: {{ .Values.name }}\n  template:\n    spec:\n      containers:\n        - name: {{ .Values.name }}\n          image: "{{ .Values.image }}:{{ .Values.tag }}"\n          resources:\n            limits:\n              memory: {{ .Values.memory }}\n',
    };
    expect(serversIn(files)).toMatchObject([{ save: '3600 1 300 100 60 10000', limit: '256Mi' }]);
  });

  it('v1 is the first image of somebody’s own, no version of the server', () => {
    const files = { 'templates/redis.yaml': deployment(LITERAL.replace('redis:7.2', 'acme/redis:v1')) };
    expect(lintFiles(files).instances[0]?.version.reason).not.toContain('the tag "v1" says');
    const told = { 'templates/redis.yaml': deployment(LITERAL.replace('redis:7.2', 'acme/redis:v7.0.1')) };
    expect(lintFiles(told).instances[0]?.version.reason).toContain('the tag "v7.0.1" says');
  });
});

describe('a chart of one’s own in its environments', () => {
  const TEMPLATE = deployment(
    'image: redis:7.2\nargs: ["--maxmemory", "{{ .Values.redis.maxmemory }}", "--save", ""]\nresources:\n  {{- toYaml .Values.redis.resources | nindent 12 }}\n',
  );
  const values = (maxmemory: string, limit: string): string =>
    `redis:\n  enabled: true\n  maxmemory: ${maxmemory}\n  resources:\n    limits:\n      memory: ${limit}\n`;
  const files = {
    'shop/Chart.yaml': CHART,
    'shop/values.yaml': values('100mb', '1Gi'),
    'shop/values-prod.yaml': 'redis:\n  maxmemory: 4gb\n',
    'shop/values-dev.yaml': 'web:\n  replicas: 1\n',
    'shop/templates/redis.yaml': TEMPLATE,
  };

  it('each that says something about the server, with what lies below it', () => {
    expect(serversIn(files).map(({ maxmemory, limit }) => [maxmemory, limit])).toEqual([
      ['104857600', '1Gi'],
      ['4294967296', '1Gi'],
    ]);
    const { findings } = lintFiles(files);
    const low = findings.filter(
      ({ rule }) => rule === 'limit-below-cache-headroom' || rule === 'limit-below-2x',
    );
    expect(low.map(({ place, related }) => [place.file, related.map(({ message }) => message)])).toEqual([
      [`${FOLDER}/shop/values.yaml`, expect.arrayContaining(['Applies to values-prod.yaml'])],
    ]);
  });

  it('what the parent says to it counts, and a parent may leave it out', () => {
    const parent = (said: string) => ({
      'shop/charts/cache/Chart.yaml': CHART.replace('shop', 'cache'),
      'shop/charts/cache/values.yaml': values('100mb', '1Gi'),
      'shop/charts/cache/templates/redis.yaml': TEMPLATE,
      'shop/Chart.yaml': `${CHART}dependencies:\n  - name: cache\n    version: 1.0.0\n    condition: cache.enabled\n`,
      'shop/values.yaml': said,
    });
    expect(serversIn(parent('cache:\n  redis:\n    maxmemory: 4gb\n'))).toMatchObject([
      { maxmemory: '4294967296', limit: '1Gi' },
    ]);
    expect(serversIn(parent('cache:\n  enabled: false\n'))).toEqual([]);
  });
});
