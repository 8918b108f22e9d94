/** Containers in the values of a chart that nobody knows: what stands there is read, nothing is called missing. */

import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';

const rules = (text: string, name = 'values.yaml'): string[] =>
  lintFiles({ [name]: text }).findings.map(({ rule }) => rule);

const APP = `controllers:
  cache:
    containers:
      app:
        image:
          repository: docker.io/library/redis
          tag: 7.4.1
        args: [redis-server, --maxmemory, 1gb, --save, "900 1"]
        resources:
          limits:
            memory: 1Gi
`;

describe('values of an unknown chart', () => {
  it('a container with its arguments and its limit', () => {
    expect(rules(APP)).toEqual(['save-on-primary', 'limit-below-2x']);
    expect(
      rules(
        'cache:\n  image: valkey/valkey:8.1\n  command: [valkey-server, --maxmemory, 1gb, --save, "60 1"]\n  resources:\n    limits:\n      memory: 1Gi\n',
      ),
    ).toContain('limit-below-2x');
  });

  it.each([
    ['nothing but an image', 'redis:\n  image: redis:7.2\n'],
    ['no arguments', 'redis:\n  image: redis:7.2\n  resources:\n    limits:\n      memory: 64Mi\n'],
    ['switched off', `cache:\n  enabled: false\n${APP.replace(/^/gm, '  ')}`],
    [
      'another program in the image',
      'job:\n  image: redis:7.2\n  args: [redis-cli, ping]\n  resources: {}\n',
    ],
    [
      'an image that a template writes',
      'cache:\n  image:\n    repository: "{{ .Values.image }}"\n  args: [--maxmemory, 1gb]\n  resources:\n    limits:\n      memory: 1Gi\n',
    ],
    ['a file that is no values', APP.replace('controllers', 'things')],
  ])('nothing: %s', (label, text) => {
    expect(rules(text, label.startsWith('a file') ? 'config.yaml' : 'values.yaml')).toEqual([]);
  });
});
