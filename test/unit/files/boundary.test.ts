/** What leads out of the folders that may be read is named once and never read, however it is written. */

import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Project } from '../../../server/src/core/project/project';
import { Boundary } from '../../../server/src/files/boundary';
import { fileIdOfPath } from '../../../server/src/files/file-id';
import { readReferences } from '../../../server/src/files/workspace';
import { replaceText } from '../../../server/src/files/write';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

/** Reads what the files of `in` refer to. @returns what was read and what was said of the rest */
async function follow(files: Readonly<Record<string, string>>) {
  await folder.write({ 'out/secret.conf': 'requirepass hunter2\n', ...files });
  const project = new Project();
  for (const name of Object.keys(files))
    project.set(fileIdOfPath(folder.join(name)), await readFile(folder.join(name), 'utf8'));
  const said: string[] = [];
  const read = await readReferences(project, [folder.join('in')], {
    onProblem: (path, why) =>
      said.push(`${path.slice(folder.path.length + 1)}: ${why.replaceAll(folder.path, '')}`),
  });
  return { read: [...read.keys()].map((file) => file.slice(fileIdOfPath(folder.path).length + 1)), said };
}

const OUTSIDE = ': lies outside /in, not read';
const LINKED = ': a symbolic link to a file that lies outside /in, not read';

it.each(['../out/secret.conf', 'x/../../out/secret.conf'])('include %s', async (path) => {
  const { read, said } = await follow({ 'in/redis.conf': `include ${path}\ninclude ${path}\n` });
  expect(read).toEqual([]);
  expect(said).toEqual([`out/secret.conf${OUTSIDE}`]);
});

it('an absolute path that this machine has', async () => {
  const { read, said } = await follow({ 'in/redis.conf': `include ${folder.join('out/secret.conf')}\n` });
  expect(read).toEqual([]);
  expect(said).toEqual([`out/secret.conf${OUTSIDE}`]);
});

it('an absolute path of the machine of the server is nothing to mention', async () => {
  const { said } = await follow({ 'in/redis.conf': 'include /nowhere/redis/local.conf\n' });
  expect(said).toEqual([]);
});

it('links to files and to folders, by name and by wildcard', async () => {
  await folder.write({ 'in/x.txt': '' });
  await symlink('../out/secret.conf', folder.join('in/link.conf'));
  await symlink('../out', folder.join('in/linked'));
  const { read, said } = await follow({
    'in/redis.conf': 'include link.conf\ninclude linked/secret.conf\ninclude linked/*.conf\n',
  });
  expect(read).toEqual([]);
  expect(said.slice(0, 2)).toEqual([`in/link.conf${LINKED}`, `in/linked/secret.conf${LINKED}`]);
});

it('links that stay inside are followed', async () => {
  await folder.write({ 'in/real/a.conf': 'port 1\n' });
  await symlink('real', folder.join('in/linked'));
  const { read, said } = await follow({ 'in/redis.conf': 'include linked/a.conf\n' });
  expect(read).toEqual(['in/linked/a.conf']);
  expect(said).toEqual([]);
});

it('resources of kustomize, fragments of Compose', async () => {
  await folder.write({ 'in/k/x.txt': '' });
  await symlink('../../out/secret.conf', folder.join('in/k/patch.yaml'));
  const { read, said } = await follow({
    'in/k/kustomization.yaml': 'resources: [redis.yaml]\npatches: [{path: patch.yaml}]\n',
    'in/k/redis.yaml': 'kind: Pod\napiVersion: v1\nspec: {containers: [{image: redis}]}\n',
    'in/compose.yaml': 'include: [../out/secret.conf]\nservices: {redis: {image: redis}}\n',
  });
  expect(read).toEqual([]);
  expect(said).toEqual([`in/k/patch.yaml${LINKED}`]);
});

it('a folder whose name begins like the root lies outside', async () => {
  await mkdir(folder.join('in'));
  await folder.write({ 'in-2/a.conf': '' });
  const boundary = new Boundary([folder.join('in')]);
  expect((await boundary.locate(folder.join('in-2/a.conf'))).kind).toBe('outside');
  expect((await boundary.locate(folder.join('in/none.conf'))).kind).toBe('missing');
});

it('all names of a file get the new text, and temporary files of others stay', async () => {
  await folder.write({ 'a.conf': 'old\n', 'a.conf.forkguard-1': 'of somebody else' });
  await link(folder.join('a.conf'), folder.join('b.conf'));
  await replaceText(folder.join('a.conf'), 'old\n', 'new and longer\n');
  expect(await folder.read('b.conf')).toBe('new and longer\n');
  await replaceText(folder.join('b.conf'), 'new and longer\n', 'x\n');
  expect(await folder.read('a.conf')).toBe('x\n');
  expect((await stat(folder.join('a.conf'))).nlink).toBe(2);
  expect((await readdir(folder.path)).sort()).toEqual(['a.conf', 'a.conf.forkguard-1', 'b.conf']);
});

it('a link that waits under the temporary name cannot be written through', async () => {
  await folder.write({ 'a.conf': 'old\n', victim: 'kept' });
  await symlink('victim', folder.join(`a.conf.forkguard-${process.pid}`));
  await replaceText(folder.join('a.conf'), 'old\n', 'new\n');
  expect(await folder.read('victim')).toBe('kept');
  await writeFile(folder.join('a.conf'), 'new\n');
});
