/** Configuration that a manifest does not show as it is: in base64, or with the parameters of a Template. */

import { describe, expect, it } from 'vitest';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { applyEdits } from '../../../server/src/core/edits';
import { yamlHoverAt } from '../../../server/src/core/explain/yaml-hover';
import { lint } from '../../../server/src/core/lint';
import { presentOffset } from '../../../server/src/core/text/span';
import { manifestPointAt } from '../../../server/src/core/yaml/manifest-point';
import { shownSetting } from '../../support/instances';
import { FOLDER, lintText, projectOf } from '../../support/lint-text';

const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** A server that reads `/c/redis.conf` from a Secret. */
const withSecret = (data: string, rest = ''): string =>
  [
    'apiVersion: v1',
    'kind: Secret',
    'metadata: {name: conf}',
    'data:',
    `  redis.conf: ${data}`,
    `${rest}---`,
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    '    args: [/c/redis.conf]',
    '    resources: {limits: {memory: 1Gi}}',
    '    volumeMounts: [{name: c, mountPath: /c}]',
    '  volumes: [{name: c, secret: {secretName: conf}}]',
    '',
  ].join('\n');

describe('a Secret in base64', () => {
  const conf = 'maxmemory 768mb\n# größer geht nicht\nsave 900 1\nrequirepass hunter2\n';

  it('configures the server; findings point at the whole of it and leave it alone', () => {
    const data = encoded(conf);
    const { findings } = lintText(withSecret(data), 'a.yaml');
    const found = findings.map(({ rule, place, fixes }) => [
      rule,
      withSecret(data).slice(place.span.start, place.span.end),
      fixes.filter(({ safety }) => safety !== 'allow').map(({ title }) => title.split(' to ')[0]),
    ]);
    expect(found).toEqual([
      ['save-on-primary', data, []],
      ['limit-below-2x', '1Gi', ['Raise the memory limit']],
    ]);
  });

  it('shows no password', () => {
    const text = withSecret(encoded(conf));
    const project = projectOf({ 'a.yaml': text });
    const { instances } = lint(project, NO_CONFIGURATION);
    const yaml = project.yaml(`${FOLDER}/a.yaml`);
    if (!yaml) throw new Error('no file');
    const point = manifestPointAt(yaml, presentOffset(text.indexOf(encoded(conf)) + 3));
    const hover = yamlHoverAt(instances, point, () => '');
    expect(hover?.markdown).toContain('768 MiB');
    expect(hover?.markdown).not.toContain('hunter2');
  });

  it('gives way to what is written plainly', () => {
    const text = withSecret(encoded(conf), 'stringData:\n  redis.conf: maxmemory 100mb\n');
    const [instance] = lintText(text, 'a.yaml').instances;
    expect(instance && shownSetting(instance, 'maxmemory')).toBe('100 MiB (Secret)');
  });

  it.each(['ENC[AES256_GCM,data:abc]', encoded('\u0000\u0001\u0002'), 'bWF4bWVtb3J5I'])(
    'is unknown where it is no text: %s',
    (data) => {
      const [instance] = lintText(withSecret(data), 'a.yaml').instances;
      expect(instance && shownSetting(instance, 'maxmemory')).toBe('unknown');
    },
  );
});

describe('an OpenShift Template', () => {
  const template = (value: string): string =>
    [
      'apiVersion: template.openshift.io/v1',
      'kind: Template',
      'metadata: {name: cache}',
      'objects:',
      '- apiVersion: v1',
      '  kind: ConfigMap',
      '  metadata: {name: "${NAME}-conf"}',
      '  data:',
      '    redis.conf: |',
      '      maxmemory ${BOUND}',
      '      save 900 1',
      '- apiVersion: apps.openshift.io/v1',
      '  kind: DeploymentConfig',
      '  metadata: {name: "${NAME}"}',
      '  spec:',
      '    template:',
      '      spec:',
      '        containers:',
      '        - name: redis',
      '          image: redis:${TAG}',
      '          args: [/c/redis.conf]',
      '          resources: {limits: {memory: "${LIMIT}"}}',
      '          volumeMounts: [{name: c, mountPath: /c}]',
      '        volumes: [{name: c, configMap: {name: "${NAME}-conf"}}]',
      'parameters:',
      '- {name: NAME, value: cache}',
      '- {name: TAG, value: "6.2"}',
      '- {name: BOUND, value: 768mb}',
      `- {name: LIMIT${value}}`,
      '',
    ].join('\n');

  it('has the values of its parameters, which are where a fix writes', () => {
    const plain = template(', value: 1Gi');
    const { instances, findings } = lintText(plain, 'a.yaml');
    expect(instances.map(({ name, version }) => [name, version.name])).toEqual([
      ['DeploymentConfig/cache › redis', 'Redis 6.2'],
    ]);
    const finding = findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(finding && plain.slice(finding.place.span.start, finding.place.span.end)).toBe('1Gi');
    const raise = finding?.fixes.find(({ title }) => title.startsWith('Raise'));
    expect(applyEdits(plain, raise?.edits ?? [])).toBe(plain.replace('value: 1Gi', 'value: 1664Mi'));
    const save = findings.find(({ rule }) => rule === 'save-on-primary');
    expect(save && plain.slice(save.place.span.start, save.place.span.end)).toBe('save 900 1');
    const off = save?.fixes.find(({ title }) => title.startsWith('Turn off'));
    expect(applyEdits(plain, off?.edits ?? [])).toBe(plain.replace('save 900 1', 'save ""'));
  });

  it('knows nothing where a parameter has no value', () => {
    const { findings } = lintText(template(', required: true'), 'a.yaml');
    expect(findings.map(({ rule }) => rule)).toEqual(['save-on-primary']);
  });
});
