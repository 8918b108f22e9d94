/** Configuration that a script writes, in a block of a manifest: found where it stands, and edited there line by line. */

import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import { lintText } from '../../support/lint-text';

const LINES = ['cat > /etc/redis/redis.conf <<EOF', 'maxmemory 400mb', 'appendonly no', 'EOF'];

/** An init container writes the file, in lines that are indented; the limit is too small. */
const pod = (script: readonly string[], start = '[redis-server, /etc/redis/redis.conf]'): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  initContainers:',
    '  - name: config',
    '    image: redis:7.2',
    '    command: [sh, -c]',
    '    args:',
    '    - |',
    ...script.map((line) => `      ${line}`),
    '    volumeMounts: [{name: conf, mountPath: /etc/redis}]',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    `    command: ${start}`,
    '    resources: {limits: {memory: 512Mi}}',
    '    volumeMounts: [{name: conf, mountPath: /etc/redis}]',
    '  volumes: [{name: conf, emptyDir: {}}]',
    '',
  ].join('\n');

/** After the fix of a rule, which has to leave YAML about which the rule says nothing more. */
function fixed(text: string, rule: string, title: string, name = 'a.yaml'): string {
  const ofRule = (from: string) => lintText(from, name).findings.filter((finding) => finding.rule === rule);
  const fixes = ofRule(text).flatMap((finding) => finding.fixes.filter((fix) => fix.title.startsWith(title)));
  expect(fixes).toHaveLength(1);
  const after = applyEdits(text, fixes[0]?.edits ?? []);
  expect(parseDocument(after).errors).toEqual([]);
  expect(ofRule(after)).toEqual([]);
  return after;
}

describe.each(['\n', '\r\n'])('a here-document, lines ending with %j', (newline) => {
  const text = pod(LINES).replaceAll('\n', newline);

  it('is found where its lines stand', () => {
    const related = lintText(text, 'a.yaml').findings.find(({ rule }) => rule === 'limit-below-2x')?.related;
    const words = related?.map(({ place }) => text.slice(place.span.start, place.span.end));
    expect(words).toEqual(['400mb']);
  });

  it('is edited there, with its indentation', () => {
    expect(fixed(text, 'limit-below-2x', 'Lower maxmemory to 192mb')).toBe(text.replace('400mb', '192mb'));
    expect(fixed(text, 'implicit-save-points', 'Turn snapshots off')).toBe(
      text.replace('appendonly no', `appendonly no${newline}      save ""`),
    );
  });
});

it('a here-document in a script of a ConfigMap is edited in the ConfigMap', () => {
  const text = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: redis-start}',
    'data:',
    '  start.sh: |',
    '    cat <<EOF > /tmp/redis.conf',
    '    save 900 1',
    '    requirepass ${PASSWORD}',
    '    EOF',
    '    exec redis-server /tmp/redis.conf',
    '---',
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    '    command: [sh, /start/start.sh]',
    '    volumeMounts: [{name: start, mountPath: /start}]',
    '  volumes: [{name: start, configMap: {name: redis-start}}]',
    '',
  ].join('\n');
  const [finding] = lintText(text, 'a.yaml').findings.filter(({ rule }) => rule === 'save-on-primary');
  expect(finding && text.slice(finding.place.span.start, finding.place.span.end)).toBe('save 900 1');
});

describe('an option that takes up a line', () => {
  const command = (lines: readonly string[]): string =>
    [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: cache}',
      'spec:',
      '  containers:',
      '  - name: redis',
      '    image: redis:7.2',
      '    command:',
      '    - sh',
      '    - -c',
      '    - |',
      ...lines.map((line) => `      ${line}`),
      '',
    ].join('\n');
  const remove = (lines: readonly string[]) => fixed(command(lines), 'thp-not-disabled', 'Remove the line');

  it('goes with it, and with the backslash that led to it', () => {
    const [first, option, last] = ['redis-server \\', '  --disable-thp no', '  --port 1'];
    expect(remove([first, `${option} \\`, last])).toBe(command([first, last]));
    expect(remove([first, `${last} \\`, option])).toBe(command([first, last]));
    expect(remove([first, `${option} --port 1`])).toBe(command([first, last]));
  });

  it('leaves no empty line, which would be a line break to Compose', () => {
    const service = (lines: readonly string[]): string =>
      ['services:', '  cache:', '    image: redis:7.2', '    command: >', ...lines, ''].join('\n');
    const [first, option, last] = ['      redis-server', '      --disable-thp no', '      --port 1'];
    const removed = (lines: readonly string[]) =>
      fixed(service(lines), 'thp-not-disabled', 'Remove the line', 'compose.yaml');
    expect(removed([first, option, last])).toBe(service([first, last]));
    expect(removed([first, last, option])).toBe(service([first, last]));
  });
});

it('lines of a file that another one includes go with their indentation', () => {
  const text = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: redis-conf}',
    'data:',
    '  saves.conf: |',
    '    save 900 1',
    '    save 300 10',
    '    maxmemory 100mb',
    '  redis.conf: |',
    '    include /c/saves.conf',
    '---',
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    '    command: [redis-server, /c/redis.conf]',
    '    volumeMounts: [{name: c, mountPath: /c}]',
    '  volumes: [{name: c, configMap: {name: redis-conf}}]',
    '',
  ].join('\n');
  const [finding] = lintText(text, 'a.yaml').findings.filter(({ rule }) => rule === 'save-on-primary');
  const off = finding?.fixes.find(({ title }) => title.startsWith('Turn off'));
  expect(applyEdits(text, off?.edits ?? [])).toBe(
    text.replace('    save 900 1\n    save 300 10\n', '    save ""\n'),
  );
});

it('what a script puts before the server with includes is edited in the ConfigMap', () => {
  const text = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: redis-conf}',
    'data:',
    '  redis.conf: |',
    '    maxmemory 400mb',
    '    save ""',
    '  start.sh: |',
    '    cp /c/redis.conf /tmp/redis.conf',
    '    ARGS=("--port" "6379")',
    '    ARGS+=("--include" "/tmp/redis.conf")',
    '    exec redis-server "${ARGS[@]}"',
    '---',
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    '    command: [bash, /c/start.sh]',
    '    resources: {limits: {memory: 400Mi}}',
    '    volumeMounts: [{name: c, mountPath: /c}]',
    '  volumes: [{name: c, configMap: {name: redis-conf}}]',
    '',
  ].join('\n');
  const [finding] = lintText(text, 'a.yaml').findings.filter(({ rule }) => rule === 'limit-below-2x');
  const lower = finding?.fixes.find(({ title }) => title.startsWith('Lower'));
  expect(applyEdits(text, lower?.edits ?? [])).toBe(text.replace('400mb', '256mb'));
});
