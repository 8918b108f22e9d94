/** Charts that render what their values describe and nothing else: the pods are known as a whole. */

import { describe, expect, it } from 'vitest';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { serversIn } from '../../support/servers';

const release = (
  values: string,
  version = '3.7.3',
  chart = 'app-template',
): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cache
spec:
  chart:
    spec:
      chart: ${chart}
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: bjw-s
  values:
${values.replace(/^(?=.)/gm, '    ')}`;

const CONTROLLERS = `controllers:
  main:
    type: statefulset
    containers:
      main:
        image:
          repository: docker.io/library/redis
          tag: 7.4.1
        args: ["--save", "60 1"]
        resources:
          limits:
            memory: 256Mi
`;

describe('app-template', () => {
  it('what nobody writes is the default of the image', () => {
    expect(serversIn({ 'release.yaml': release(CONTROLLERS) })).toMatchObject([
      { save: '60 1', aof: 'no', maxmemory: '0', limit: '256Mi' },
    ]);
    const { findings } = lintFiles({ 'release.yaml': release(CONTROLLERS) });
    expect(findings.map(({ rule }) => rule)).toEqual(['missing-maxmemory', 'save-on-primary']);
  });

  it('in a values file that nothing names', () => {
    expect(serversIn({ 'apps/cache/values.yaml': CONTROLLERS })).toMatchObject([
      { save: '60 1', limit: '256Mi' },
    ]);
  });

  it('a program that is none, in the same image', () => {
    const other = CONTROLLERS.replace('args: ["--save", "60 1"]', 'command: redis-cli');
    expect(serversIn({ 'release.yaml': release(other) })).toEqual([]);
  });

  it('a text is one word, an environment is a mapping', () => {
    const values = `controllers:
  cache:
    containers:
      app:
        image:
          repository: bitnami/redis
          tag: 7.2.4
        env:
          ALLOW_EMPTY_PASSWORD: "yes"
          REDIS_AOF_ENABLED: "no"
          REDIS_EXTRA_FLAGS:
            value: --maxmemory 100mb
`;
    expect(serversIn({ 'release.yaml': release(values) })).toMatchObject([
      { aof: 'no', maxmemory: '104857600', limit: 'none' },
    ]);
  });

  it('a configuration from a ConfigMap beside it, mounted where the server reads it', () => {
    const values = `controllers:
  main:
    containers:
      main:
        image:
          repository: valkey/valkey
          tag: "8.1"
        command: [valkey-server, /etc/valkey/valkey.conf]
configMaps:
  config:
    data:
      valkey.conf: |
        maxmemory 200mb
        save ""
persistence:
  config:
    type: configMap
    identifier: config
    globalMounts:
      - path: /etc/valkey
`;
    const files = { 'release.yaml': release(values) };
    expect(serversIn(files)).toMatchObject([{ save: '', maxmemory: '209715200' }]);
    const [{ directives } = {}] = lintFiles(files).instances;
    const places = directives?.loaded.entries.map(({ source, line }) => source.map.place(line.span));
    expect(
      places?.map(({ file, span }) => [file, files['release.yaml'].slice(span.start, span.end)]),
    ).toEqual([
      [`${FOLDER}/release.yaml`, 'maxmemory 200mb'],
      [`${FOLDER}/release.yaml`, 'save ""'],
    ]);
  });

  it('a ConfigMap of the project, mounted into one container only', () => {
    const values = `controllers:
  main:
    containers:
      main:
        image:
          repository: redis
          tag: "7.2"
        args: [/conf/redis.conf]
persistence:
  conf:
    type: configMap
    name: cache-config
    advancedMounts:
      main:
        main:
          - path: /conf/redis.conf
            subPath: redis.conf
`;
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cache-config\ndata:\n  redis.conf: |\n    maxmemory 1gb\n';
    expect(serversIn({ 'release.yaml': release(values), 'config.yaml': config })).toMatchObject([
      { maxmemory: '1073741824' },
    ]);
    expect(serversIn({ 'release.yaml': release(values) })).toMatchObject([{ maxmemory: 'unknown' }]);
  });

  it('the first generation: the container stands at the top', () => {
    const values =
      'image:\n  repository: redis\n  tag: 7.0.5\nargs: [--maxmemory, 64mb]\nresources:\n  limits:\n    memory: 64Mi\n';
    expect(serversIn({ 'release.yaml': release(values, '1.5.1') })).toMatchObject([
      { maxmemory: '67108864', limit: '64Mi' },
    ]);
  });

  it('what all containers get may say anything', () => {
    const values = `defaultContainerOptions:\n  resources:\n    limits:\n      memory: 1Gi\n${CONTROLLERS.replace(/ +resources:[\s\S]*/, '')}`;
    const { findings } = lintFiles({ 'release.yaml': release(values) });
    expect(findings.map(({ rule }) => rule)).not.toContain('missing-memory-limit');
  });

  it('switched off', () => {
    expect(
      serversIn({ 'release.yaml': release(CONTROLLERS.replace('main:\n', 'main:\n    enabled: false\n')) }),
    ).toEqual([]);
  });

  it('fixes write into the values', () => {
    const files = { 'release.yaml': release(CONTROLLERS) };
    const { findings } = lintFiles(files);
    const fix = findings.find(({ rule }) => rule === 'missing-maxmemory')?.fixes[0];
    const [edit] = fix?.edits ?? [];
    const text = files['release.yaml'];
    expect(text.slice(0, edit?.span.start) + edit?.newText + text.slice(edit?.span.end)).toMatch(
      /args: \["--save", "60 1", "--maxmemory", "\w+"\]/,
    );
  });
});

describe('another chart that a release installs', () => {
  it('only what stands there is read', () => {
    const values =
      'cache:\n  image: redis:7.2\n  args: [--maxmemory, 1gb, --save, "900 1"]\n  resources:\n    limits:\n      memory: 1Gi\n';
    const { findings } = lintFiles({
      'release.yaml': release(values, '1.0.0', 'shop').replace('bjw-s', 'shop'),
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['save-on-primary', 'limit-below-2x']);
  });
});
