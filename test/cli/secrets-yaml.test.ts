/** Passwords in manifests never reach an output; what stands beside them does. */

import { expect, it } from 'vitest';
import { FORMATS } from '../../server/src/cli/arguments';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();
const PASSWORD = 's3cr3tpw';

const pod = (container: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: cache',
    'spec:',
    '  containers:',
    '    - name: redis',
    '      image: redis:7.2',
    ...container.map((line) => `      ${line}`),
    '',
  ].join('\n');

const configMap = (line: string): string =>
  [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: c',
    'data:',
    '  redis.conf: |',
    `    ${line}`,
    '    save 900 1',
    '    port x',
    `    ${line}`,
    '',
  ].join('\n');

const TEXTS = [
  pod([`args: ["--maxmemmory", "1gb", "--requirepass", "${PASSWORD}"]`]),
  pod([`args: ["--requirepass", "${PASSWORD}", "--maxmemmory", "1gb"]`]),
  pod([`args: ["--requirepas", "${PASSWORD}", "--masterauht", "${PASSWORD}"]`]),
  pod(['args:', '  - --requirepass', `  - ${PASSWORD}`, '  - --maxmemmory', '  - 1gb']),
  pod(['args:', `  - --requirepass ${PASSWORD}`, `  - --masterauht ${PASSWORD}`]),
  pod([`command: ["sh", "-c", "redis-server --maxmemmory 1gb --requirepass ${PASSWORD}"]`]),
  pod(['env:', '  - name: REDIS_PASSWORD', `    value: ${PASSWORD}`]),
  pod([
    `env: [{name: REDIS_PASSWORD, value: ${PASSWORD}}]`,
    `args: ["--requirepass", "$(REDIS_PASSWORD)", "x"]`,
  ]),
  pod([`env: [{name: REDIS_ARGS, value: "--requirepass ${PASSWORD}"}]`]),
  ...[
    'requirepass',
    'requirepas',
    'masterauth',
    'user default on',
    'usre alice on',
    'tls-key-file-pass',
    '# requirepass',
  ].map((name) => configMap(`${name} ${PASSWORD} x`)),
];

it.each(TEXTS)('%s', async (text) => {
  await folder.write({ 'redis.yaml': text });
  const runs = await Promise.all(
    FORMATS.map((format) => forkguard(folder.path, '--hints', '--color', '--format', format)),
  );
  const shown = runs.flatMap(({ out, err }) => [out, ...err]).join('\n');
  expect(shown).toContain('redis.yaml');
  expect(shown).not.toContain(PASSWORD);
});

it('shows the lines that hold none', async () => {
  await folder.write({ 'redis.yaml': pod(['resources: {limits: {memory: 512m}}']) });
  const { out } = await forkguard(folder.path);
  expect(out).toContain('      image: redis:7.2\n');
  expect(out).toContain('      resources: {limits: {memory: 512m}}\n');
});
