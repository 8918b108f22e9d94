/** Which files concern Forkguard, what is read because it is included, and where the project file is. */

import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Project } from '../../../server/src/core/project/project';
import { fileIdOfPath, pathOfFileId } from '../../../server/src/files/file-id';
import { findProjectFile, mayConcern, readReferences } from '../../../server/src/files/workspace';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

describe('mayConcern', () => {
  it.each([
    'redis.conf',
    'valkey-7.conf',
    'sentinel.conf',
    'redis.conf.j2',
    'my.redis.conf',
    'any.conf',
    'REDIS.CONF',
  ])('%s', (name) => expect(mayConcern(`/x/${name}`)).toBe(true));

  it.each(['redis.py', 'conf', 'notes.txt', 'redis/README'])('not %s', (name) =>
    expect(mayConcern(`/x/${name}`)).toBe(false),
  );
});

/** What is read for a file in the folder `here`, by name below the test's folder, and what is said. */
async function included(
  text: string,
  roots = ['.'],
  file = 'here/redis.conf',
): Promise<{ read: string[]; said: string[] }> {
  const project = new Project();
  project.set(fileIdOfPath(folder.join(file)), text);
  const name = (path: string) => path.slice(folder.path.length + 1);
  const said: string[] = [];
  const read = await readReferences(
    project,
    roots.map((root) => (root.startsWith('/') ? root : folder.join(root))),
    { onProblem: (path, why) => said.push(`${name(path)}: ${why}`) },
  );
  for (const [file, { text: content }] of read) expect(project.text(file)).toBe(content);
  return { read: [...read.keys()].map((file) => name(pathOfFileId(file))).sort(), said };
}

describe('files that kustomizations name', () => {
  const kustomization = [
    'resources: [redis.yaml, other.yaml]',
    'patches: [{path: limit.yaml}]',
    'configMapGenerator: [{name: c, files: [redis.conf=settings], envs: [server.env]}]',
    'secretGenerator: [{name: s, files: [password]}]',
    '',
  ].join('\n');
  const server =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: redis}\nspec: {containers: [{name: redis, image: redis}]}\n';

  async function readFor(files: Readonly<Record<string, string>>): Promise<string[]> {
    await folder.write({
      'limit.yaml': '- {op: remove, path: /spec/x}\n',
      settings: 'maxmemory 1gb\n',
      'server.env': 'A=1\n',
      password: 's3cret\n',
      'other.yaml': '',
    });
    const project = new Project();
    for (const [name, text] of Object.entries(files)) project.set(fileIdOfPath(folder.join(name)), text);
    const read = await readReferences(project, [folder.path]);
    return [...read.keys()].map((file) => pathOfFileId(file).slice(folder.path.length + 1)).sort();
  }

  it.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])(
    'are read without those of secrets: %s',
    async (name) => {
      expect(mayConcern(`/x/${name}`)).toBe(true);
      const read = await readFor({ [name]: kustomization, 'redis.yaml': server });
      expect(read).toEqual(['limit.yaml', 'server.env', 'settings']);
    },
  );

  it('are left alone where no server is', async () => {
    const read = await readFor({
      'kustomization.yaml': kustomization.replaceAll('redis', 'app'),
      'app.yaml': server.replaceAll('redis', 'app'),
    });
    expect(read).toEqual([]);
  });
});

describe('readReferences', () => {
  it('follows includes of includes', async () => {
    await folder.write({
      'here/a': 'include ../there/b\n',
      'there/b': 'include c\n',
      'there/c': 'include ../here/a\n',
    });
    expect((await included('include a\n')).read).toEqual(['here/a', 'there/b', 'there/c']);
  });

  it('reads below the roots only', async () => {
    await folder.write({ 'here/a': '', 'there/b': '', 'here-too/c': '' });
    const text = `include a\ninclude ../there/b\ninclude ../here-too/c\ninclude ${folder.join('there/b')}\ninclude /etc/passwd\n`;
    expect((await included(text, ['here'])).read).toEqual(['here/a']);
    expect((await included(text, ['here', 'there'])).read).toEqual(['here/a', 'there/b']);
  });

  it('reads what a compose file mounts and takes variables from, whatever it is called', async () => {
    await folder.write({
      'here/server.conf.live': 'include more\n',
      'here/more': 'maxmemory 1gb\n',
      'here/.env': 'MEMORY=1gb\n',
      'here/cache.env': 'A=b\n',
      'here/data/dump.rdb': 'REDIS',
      'outside/x.conf': '',
    });
    const compose = `services:
  cache:
    image: redis:7.2
    command: redis-server /etc/server.conf.live
    env_file: [cache.env]
    volumes:
      - ./server.conf.live:/etc/server.conf.live
      - ./data:/data
      - ../outside/x.conf:/etc/x.conf
`;
    const found = await included(compose, ['here'], 'here/compose.yaml');
    expect(found.read).toEqual(
      expect.arrayContaining(['here/.env', 'here/cache.env', 'here/server.conf.live']),
    );
    expect(found.read).not.toContain('outside/x.conf');
    expect(found.said).toEqual([]);
  });

  it('reads what a kustomization generates from and patches with, and passes over folders', async () => {
    await folder.write({
      'here/server.options': 'maxmemory 1gb\n',
      'here/patch.yml': 'spec: {}\n',
      'here/base/other.txt': '',
    });
    const kustomization = `resources: [base, https://example.org/base, missing.yaml]
configMapGenerator:
  - name: redis
    files: [redis.conf=server.options]
patches:
  - path: patch.yml
`;
    expect(await included(kustomization, ['.'], 'here/kustomization.yaml')).toEqual({
      read: ['here/patch.yml', 'here/server.options'],
      said: [],
    });
  });

  it('may have the whole disk as its root', async () => {
    await folder.write({ 'here/a': '' });
    expect((await included('include a\n', ['/'])).read).toEqual(['here/a']);
  });

  it('takes wildcards as far as they reach, whatever Git leaves out', async () => {
    await folder.write({
      '.gitignore': '*\n',
      'here/conf.d/1.conf': '',
      'here/conf.d/2.conf': '',
      'here/conf.d/2.txt': '',
      'here/conf.d/deep/3.conf': '',
      'here/4.conf': '',
    });
    expect((await included('include conf.d/*.conf\n')).read).toEqual([
      'here/conf.d/1.conf',
      'here/conf.d/2.conf',
    ]);
    expect((await included('include conf.d/[13].conf\n')).read).toEqual(['here/conf.d/1.conf']);
    expect((await included('include */*.conf\n')).read).toEqual(['here/conf.d/1.conf', 'here/conf.d/2.conf']);
    expect((await included('include ?.conf\n')).read).toEqual(['here/4.conf']);
  });

  it('does not read again what the project has: an editor may have another text of it', async () => {
    await folder.write({ 'here/a.conf': 'port 1\n', 'here/b.conf': 'port 2\n' });
    const project = new Project();
    project.set(fileIdOfPath(folder.join('here/redis.conf')), 'include ?.conf\n');
    project.set(fileIdOfPath(folder.join('here/a.conf')), 'port 3\n');
    const read = await readReferences(project, [folder.path]);
    expect([...read.keys()]).toEqual([fileIdOfPath(folder.join('here/b.conf'))]);
    expect(project.text(fileIdOfPath(folder.join('here/a.conf')))).toBe('port 3\n');
  });

  it('says what is there and cannot be read, and nothing of what is missing', async () => {
    await folder.write({ 'here/binary': Buffer.of(0), 'here/folder/x': '' });
    await symlink('nowhere', folder.join('here/link'));
    const { read, said } = await included('include none\ninclude binary\ninclude folder\ninclude link\n');
    expect(read).toEqual([]);
    expect(said).toEqual([
      'here/binary: binary data, not a configuration',
      'here/folder: a folder, not a file',
      'here/link: a broken symbolic link',
    ]);
  });
});

describe('findProjectFile', () => {
  it('looks upwards, and stops at the top that is given', async () => {
    await folder.write({ '.forkguard.yaml': 'outer', 'a/b/c/x': '', 'a/.forkguard.yaml': 'inner' });
    const from = async (name: string, top?: string) =>
      (await findProjectFile(folder.join(name), top === undefined ? top : folder.join(top)))?.path;
    expect(await from('a/b/c')).toBe(folder.join('a/.forkguard.yaml'));
    expect(await from('.')).toBe(folder.join('.forkguard.yaml'));
    expect(await from('a/b/c', 'a')).toBe(folder.join('a/.forkguard.yaml'));
    expect(await from('a/b/c', 'a/b')).toBeUndefined();
    expect(await from('a/b/none/at/all')).toBe(folder.join('a/.forkguard.yaml'));
  });
});
