/** Units of systemd and containers of Quadlet: which servers they start, with what memory, and what fixes write. */

import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/edits';
import { yamlHoverAt } from '../../../server/src/core/explain/yaml-hover';
import { factValue } from '../../../server/src/core/model/fact';
import { presentOffset } from '../../../server/src/core/text/span';
import { unitFile } from '../../../server/src/core/text/unit-files';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

const MB = 1024 ** 2;
const ROOT = 'etc/systemd/system';

/** `unit: maxmemory/limit` in MB, `?` where it is not known or not written. */
function servers(files: Files): string[] {
  return lintFiles(files).instances.map(({ name, directives, limit }) => {
    const memory = factValue(directives.memory('maxmemory'));
    const bytes = factValue(limit);
    const shown = bytes === undefined ? '?' : bytes / MB;
    return `${name}: ${memory === undefined ? '?' : memory / MB}/${shown}`;
  });
}

const service = (...lines: string[]): string =>
  ['[Service]', 'ExecStart=/usr/bin/redis-server --maxmemory 1gb --save ""', ...lines, ''].join('\n');
const container = (...lines: string[]): string =>
  ['[Container]', 'Image=docker.io/redis:7.2', ...lines, ''].join('\n');

const found = (files: Files): string[] =>
  lintFiles(files).findings.map(({ rule, place }) => {
    const name = place.file.slice(FOLDER.length + 1);
    return `${name} ${rule} ${files[name]?.slice(place.span.start, place.span.end)}`;
  });

describe('files', () => {
  it.each([
    ['a/redis@.service', 'unit', 'redis@.service'],
    ['a/redis.container.j2', 'unit', 'redis.container'],
    ['a/redis@.service.d/memory.conf', 'drop-in', 'redis@.service'],
    ['a/service.d/all.conf', 'drop-in', 'service'],
    ['a/multi-user.target.wants/redis@1.service', 'link', 'redis@1.service'],
  ])('%s is a %s of %s', (path, kind, name) => {
    expect(unitFile(path)).toEqual({ kind, name, folder: 'a' });
  });

  it.each(['a/redis.conf', 'a/redis.d/memory.conf', 'a/redis.service.bak/x', 'service', 'a/compose.yaml'])(
    '%s is none',
    (path) => {
      expect(unitFile(path)).toBeUndefined();
    },
  );

  it('a drop-in is no configuration of a server, though its name ends in .conf', () => {
    const files = { 'redis.service.d/redis.conf': '[Service]\nMemoryMax=1G\n' };
    expect(lintFiles(files)).toMatchObject({ findings: [], instances: [] });
  });
});

describe('a service', () => {
  it('starts the server of its command, with the configuration that it names', () => {
    const files = {
      [`${ROOT}/redis.service`]:
        '[Service]\nExecStart=/usr/bin/redis-server /etc/redis/redis.conf\nMemoryMax=2G\n',
      'etc/redis/redis.conf': 'maxmemory 512mb\nsave ""\n',
    };
    expect(servers(files)).toEqual(['redis.service: 512/2048']);
  });

  it('of another program is no server', () => {
    expect(servers({ 'web.service': '[Service]\nExecStart=/usr/bin/nginx -c /etc/redis.conf\n' })).toEqual(
      [],
    );
  });

  it.each([
    ['MemoryMax=2G', 2048],
    ['MemoryMax=2g', '?'],
    ['MemoryLimit=512M', 512],
    ['MemoryMax=1G\nMemoryMax=3G', 3072],
    ['MemoryMax=1G\nMemoryMax=', '?'],
    ['MemoryMax=infinity', '?'],
    ['MemoryMax=50%', '?'],
    ['MemoryMax={{ memory }}', '?'],
  ])('with %j has the limit %s', (lines, limit) => {
    expect(servers({ 'redis.service': service(lines) })).toEqual([`redis.service: 1024/${limit}`]);
  });

  it('has the lowest limit of the slices around it, as far as they are there', () => {
    const files = {
      [`${ROOT}/redis.service`]: service('MemoryMax=4G', 'Slice=data-cache.slice'),
      [`${ROOT}/data-cache.slice`]: '[Slice]\n',
      [`${ROOT}/data.slice`]: '[Slice]\nMemoryMax=3G\n',
    };
    expect(servers(files)).toEqual(['redis.service: 1024/3072']);
  });

  it('is changed by its drop-ins, in the order of their names', () => {
    const files = {
      [`${ROOT}/redis.service`]: service('MemoryMax=4G'),
      [`${ROOT}/redis.service.d/20-memory.conf`]: '[Service]\nMemoryMax=3G\n',
      [`${ROOT}/redis.service.d/10-memory.conf`]: '[Service]\nMemoryMax=2G\n',
      [`${ROOT}/redis.service.d/start.conf`]:
        '[Service]\nExecStart=\nExecStart=/usr/bin/redis-server --maxmemory 2gb --save ""\n',
    };
    expect(servers(files)).toEqual(['redis.service: 2048/3072']);
  });

  it('takes variables from itself and from files, and does not guess at those it cannot see', () => {
    const files = {
      [`${ROOT}/redis.service`]: [
        '[Service]',
        'Environment=MEMORY=1gb',
        'EnvironmentFile=/etc/default/redis',
        'ExecStart=/usr/bin/redis-server --maxmemory ${MEMORY} --save ""',
        '',
      ].join('\n'),
    };
    expect(servers(files)).toEqual(['redis.service: ?/?']);
    expect(servers({ ...files, 'etc/default/redis': 'MEMORY="2gb"\n' })).toEqual(['redis.service: 2048/?']);
  });

  it('of a template is one server for each instance that its configuration files tell', () => {
    const files = {
      [`${ROOT}/redis@.service`]:
        '[Service]\nExecStart=/usr/bin/redis-server /etc/redis/redis-%i.conf\nMemoryMax=2G\n',
      'etc/redis/redis-6379.conf': 'maxmemory 512mb\nsave ""\n',
      'etc/redis/redis-6380.conf': 'maxmemory 256mb\nsave ""\n',
    };
    expect(servers(files)).toEqual(['redis@6379.service: 512/2048', 'redis@6380.service: 256/2048']);
  });
});

describe('a container of Quadlet', () => {
  it.each([
    ['Exec=redis-server --maxmemory 1gb\nMemory=2g', '1024/2048'],
    ['Exec=redis-server --maxmemory 1gb\nPodmanArgs=--memory=2g', '1024/2048'],
    ['Exec=redis-server --maxmemory 1gb\nPodmanArgs=--cpus 2 -m 512m', '1024/512'],
    ['Exec=redis-server --maxmemory 1gb\n[Service]\nMemoryMax=2G', '1024/2048'],
    ['Exec=--maxmemory 1gb', '1024/?'],
    ['Environment=A=1gb\nExec=sh -c "redis-server --maxmemory $A"', '1024/?'],
  ])('%j runs a server with %s', (lines, expected) => {
    expect(servers({ 'redis.container': container(lines) })).toEqual([`redis.container: ${expected}`]);
  });

  it('reads the configuration that is mounted', () => {
    const files = {
      'redis.container': container(
        'Volume=./redis.conf:/etc/redis.conf:ro',
        'Exec=redis-server /etc/redis.conf',
        'Memory=2g',
      ),
      'redis.conf': 'maxmemory 512mb\nsave ""\n',
    };
    expect(servers(files)).toEqual(['redis.container: 512/2048']);
  });
});

describe('findings', () => {
  const TIGHT = { 'redis.service': service('MemoryMax=1G').replace('--save ""', '--save 900 1') };

  it('are shown where they can be changed', () => {
    expect(found(TIGHT)).toEqual(
      expect.arrayContaining([
        'redis.service save-on-primary --save 900 1',
        'redis.service limit-below-2x 1G',
      ]),
    );
  });

  it('can be allowed by a comment, which counts in this file alone', () => {
    const text = (TIGHT['redis.service'] ?? '').replace(
      'MemoryMax',
      '# forkguard: allow limit-below-2x -- writes are rare\nMemoryMax',
    );
    expect(found({ 'redis.service': text }).join()).not.toContain('limit-below-2x');
    const unused =
      '# forkguard: allow limit-below-2x -- nothing\n[Service]\nExecStart=/usr/bin/redis-server --maxmemory 1mb\n';
    expect(found({ 'redis.service': unused }).join()).toContain('unused-allow');
  });

  it('raise a limit in the file that sets it', () => {
    const files = {
      [`${ROOT}/redis.service`]: service().replace('--save ""', '--save 900 1'),
      [`${ROOT}/redis.service.d/memory.conf`]: '[Service]\nMemoryMax=1G\n',
    };
    const fix = lintFiles(files)
      .findings.filter(({ rule }) => rule === 'limit-below-2x')
      .flatMap(({ fixes }) => fixes)
      .find(({ title }) => title.startsWith('Raise the memory limit'));
    const name = `${ROOT}/redis.service.d/memory.conf`;
    const edits = fix?.edits.filter(({ file }) => file === `${FOLDER}/${name}`) ?? [];
    expect(applyEdits(files[name] ?? '', edits)).toMatch(/^\[Service\]\nMemoryMax=\d+M\n$/);
  });
});

it('a hover over the command, the image or a limit shows the server', () => {
  const files = { 'redis.service': service('MemoryMax=4G', 'User=redis') };
  const project = projectOf(files);
  const file = `${FOLDER}/redis.service`;
  const text = files['redis.service'];
  const hover = (word: string) => {
    const offset = project.stable(file, presentOffset(text.indexOf(word)));
    const point = {
      file,
      trees: [],
      text: project.piece({ file, span: { start: offset, end: offset } }),
      offset,
    };
    return yamlHoverAt(lintFiles(files).instances, point, () => 'link')?.markdown;
  };
  expect(hover('4G')).toContain('| memory limit | 4 GiB |');
  expect(hover('ExecStart')).toContain('| maxmemory | 1 GiB');
  expect(hover('--maxmemory')).toContain('1,073,741,824 bytes');
  expect(hover('User')).toBeUndefined();
});
