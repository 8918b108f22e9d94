/** What Git leaves out, with Git as the judge. */

import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type WalkOptions, walk } from '../../../server/src/files/walk';
import fc from '../../support/fast-check';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

/** The files below a folder, by their names in it. */
async function walked(below = '.', options: Partial<WalkOptions> = {}): Promise<string[]> {
  const root = folder.join(below);
  const files: string[] = [];
  for await (const path of walk(root, { accepts: (each) => each.endsWith('.conf'), ...options }))
    files.push(path.slice(root.length + 1));
  return files.sort();
}

/** What Git would add, in the order of a walk. */
function asGit(below = '.'): string[] {
  const list = ['ls-files', '--others', '--exclude-standard', '-z', '--', '*.conf'];
  const out = execFileSync('git', ['-c', 'core.excludesFile=', ...list], {
    cwd: folder.join(below),
    encoding: 'utf8',
  });
  return out.split('\0').filter(Boolean).sort();
}

const gitInit = (): unknown => execFileSync('git', ['init', '--quiet', folder.path]);

describe('.gitignore', () => {
  it('counts without a repository too, from the folder down', async () => {
    await folder.write({
      '.gitignore': 'a.conf\n',
      'in/.gitignore': 'b.conf\n',
      'in/a.conf': '',
      'in/b.conf': '',
      'in/c.conf': '',
    });
    expect(await walked()).toEqual(['in/c.conf']);
    expect(await walked('in')).toEqual(['a.conf', 'c.conf']);
  });

  it('is passed over for what a server reads', async () => {
    await folder.write({ '.gitignore': '*\n', 'a.conf': '', 'b/b.conf': '' });
    expect(await walked('.', { ignored: true })).toEqual(['a.conf', 'b/b.conf']);
  });

  it('may be a folder, or no text', async () => {
    await mkdir(folder.join('.gitignore'));
    await folder.write({ 'a.conf': '', 'b/.gitignore': Buffer.of(0xff, 0, 0xfe), 'b/b.conf': '' });
    expect(await walked()).toEqual(['a.conf', 'b/b.conf']);
  });

  it('takes a folder back in that a rule further up left out', async () => {
    gitInit();
    await folder.write({
      '.gitignore': 'logs\n*.tmp.conf\n',
      'x/.gitignore': '!logs\n',
      'x/logs/a.conf': '',
      'x/logs/a.tmp.conf': '',
      'x/logs/deep/a.conf': '',
      'x/logs/logs/a.conf': '',
      'logs/a.conf': '',
    });
    expect(await walked()).toEqual(['x/logs/a.conf', 'x/logs/deep/a.conf', 'x/logs/logs/a.conf']);
    expect(await walked()).toEqual(asGit());
    expect(await walked('x/logs')).toEqual(asGit('x/logs'));
  });

  it('is read as Git reads it', async () => {
    gitInit();
    const name = fc.constantFrom('a', 'b', 'c');
    const file = fc.constantFrom('a.conf', 'b.conf', 'A.conf', '[a].conf', 'a b.conf', '#a.conf', '!a.conf');
    const path = fc
      .tuple(fc.array(name, { maxLength: 3 }), file)
      .map(([folders, last]) => [...folders, last].join('/'));
    const piece = fc.oneof(
      name,
      file,
      fc.constantFrom('*', '**', '?', '*.conf', '[ab]', 'a*', '\\!a.conf', '\\#a.conf', 'a\\ b.conf'),
    );
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '!'),
        fc.constantFrom('', '', '/'),
        fc.array(piece, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '', '/', ' '),
      )
      .map(([not, start, pieces, end]) => `${not}${start}${pieces.join('/')}${end}`);
    const rules = fc.tuple(
      fc.array(name, { maxLength: 2 }),
      fc.array(pattern, { minLength: 1, maxLength: 4 }),
    );
    const tree = fc.tuple(
      fc.array(path, { minLength: 1, maxLength: 12 }),
      fc.array(rules, { maxLength: 3 }),
      fc.array(name, { maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(tree, async ([paths, ignores, below]) => {
        const texts = ignores.map(([folders, patterns]) => [
          [...folders, '.gitignore'].join('/'),
          `${patterns.join('\n')}\n`,
        ]);
        await folder.write({
          ...Object.fromEntries(texts),
          ...Object.fromEntries(paths.map((each) => [each, ''])),
        });
        const start = below.join('/') || '.';
        await mkdir(folder.join(start), { recursive: true });
        const leftOut = start !== '.' && isLeftOut(start);
        const [own, git] = [await walked(start), asGit(start)];
        for (const each of [...paths, ...texts.map(([each = '']) => each)])
          await rm(folder.join(each), { force: true });
        // A folder that is left out is looked into when it is named; Git has no such thing.
        if (!leftOut) expect(own).toEqual(git);
      }),
      { numRuns: 300 },
    );
  });
});

function isLeftOut(path: string): boolean {
  try {
    execFileSync('git', ['-c', 'core.excludesFile=', 'check-ignore', '--quiet', path], { cwd: folder.path });
    return true;
  } catch {
    return false;
  }
}
