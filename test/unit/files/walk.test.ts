import { rm, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isLeftOut, type WalkOptions, walk } from '../../../server/src/files/walk';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

/** The files below a folder, by their names in it, and the lines about what cannot be read. */
async function walked(
  options: Partial<WalkOptions> = {},
  below = '.',
): Promise<{ files: string[]; said: string[] }> {
  const root = folder.join(below);
  const nameIn = (path: string) => path.slice(root.length + 1);
  const [files, said]: [string[], string[]] = [[], []];
  const onProblem = (path: string, why: string) => said.push(`${nameIn(path)}: ${why}`);
  const accepts = (path: string) => path.endsWith('.conf');
  for await (const path of walk(root, { accepts, onProblem, ...options })) files.push(nameIn(path));
  return { files, said };
}

describe('order and limits', () => {
  it('gives files of a folder before those of its folders, each sorted', async () => {
    await folder.write({
      'b.conf': '',
      'a/z.conf': '',
      'a/b/y.conf': '',
      'a.conf': '',
      'c/x.conf': '',
      'a/n.txt': '',
    });
    expect((await walked()).files).toEqual(['a.conf', 'b.conf', 'a/z.conf', 'a/b/y.conf', 'c/x.conf']);
  });

  it('ends at the limit and says so', async () => {
    await folder.write({ 'a.conf': '', 'b.conf': '', 'c/c.conf': '' });
    expect(await walked({ limit: 2 })).toEqual({
      files: ['a.conf', 'b.conf'],
      said: [': more than 2 files; the rest are not read'],
    });
    expect(await walked({ limit: 3 })).toMatchObject({ said: [] });
  });

  it('looks as deep as it is told', async () => {
    await folder.write({ 'a.conf': '', 'b/b.conf': '', 'b/c/c.conf': '' });
    expect((await walked({ depth: 1 })).files).toEqual(['a.conf']);
    expect((await walked({ depth: 2 })).files).toEqual(['a.conf', 'b/b.conf']);
  });

  it('ends when it is told', async () => {
    await folder.write({ 'a/a.conf': '', 'b/b.conf': '', 'c/c.conf': '' });
    const controller = new AbortController();
    const seen: string[] = [];
    for await (const path of walk(folder.path, { accepts: () => true, signal: controller.signal })) {
      seen.push(path);
      controller.abort();
    }
    expect(seen).toEqual([folder.join('a/a.conf')]);
  });
});

describe('what is there and cannot be read', () => {
  it('is one line each: a root that is none, a folder that went away', async () => {
    expect(await walked({}, 'none')).toEqual({ files: [], said: [': no such file or folder'] });
    await folder.write({ 'a/a.conf': '', 'b/b.conf': '', 'c/c.conf': '' });
    const said: string[] = [];
    const files: string[] = [];
    const onProblem = (path: string, why: string) => said.push(`${path}: ${why}`);
    for await (const path of walk(folder.path, { accepts: () => true, onProblem })) {
      files.push(path);
      await rm(folder.join('b'), { recursive: true, force: true });
    }
    expect(files).toEqual([folder.join('a/a.conf'), folder.join('c/c.conf')]);
    expect(said).toEqual([`${folder.join('b')}: no such file or folder`]);
  });

  it('is said of links, but not of those that the walk meets anyway', async () => {
    await folder.write({ 'in/real.conf': '', 'out/o.conf': '' });
    const links = {
      'same.conf': 'real.conf',
      'none.conf': 'nowhere',
      'out.conf': '../out/o.conf',
      'loop.conf': 'loop.conf',
      up: '..',
      'in.conf': '.',
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, folder.join(`in/${name}`));
    expect(await walked({}, 'in')).toEqual({
      files: ['real.conf'],
      said: [
        'loop.conf: a loop of symbolic links',
        'none.conf: a broken symbolic link',
        'out.conf: a symbolic link to a file outside the folder, not followed',
      ],
    });
  });

  it('works through a link to the root', async () => {
    await folder.write({ 'real/a.conf': '', 'real/b/b.conf': '' });
    await symlink('real', folder.join('link'));
    await symlink('a.conf', folder.join('real/same.conf'));
    expect(await walked({}, 'link')).toEqual({ files: ['a.conf', 'b/b.conf'], said: [] });
  });
});

describe('a file is left out', () => {
  it('exactly when a walk passes it over', async () => {
    await folder.write({
      '.git/HEAD': '',
      '.gitignore': 'build/\n*.log.conf\n!keep.log.conf\n',
      'in/.gitignore': '/rendered\n',
      'a.conf': '',
      'a.log.conf': '',
      'keep.log.conf': '',
      'build/b.conf': '',
      'in/rendered/c.conf': '',
      'in/deep/rendered/c.conf': '',
      'node_modules/d.conf': '',
      'in/node_modules/e/f.conf': '',
    });
    const all = (await walked({ ignored: true })).files.concat(
      'node_modules/d.conf',
      'in/node_modules/e/f.conf',
    );
    const kept: string[] = [];
    for (const name of all) if (!(await isLeftOut(folder.join(name), folder.path))) kept.push(name);
    expect(kept.sort()).toEqual((await walked()).files.sort());
    expect(kept).toHaveLength(3);
  });
});
