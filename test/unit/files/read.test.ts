/** Reading files that anybody may have put there. The command line's tests of bad input have the rest. */

import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decode, readTextFile, reasonOf } from '../../../server/src/files/read';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

describe('decode', () => {
  it('gives text as it is', () => {
    for (const text of ['', 'a\r\nb', 'größe 半 👍', '\uFEFFbom'])
      expect(decode(Buffer.from(text))).toEqual({ kind: 'text', text, lossy: false });
  });

  it.each([
    ['a byte that no text has', [0x61, 0xff, 0x62], 'a�b'],
    ['a character that is cut', [0x61, 0xe2, 0x82], 'a�'],
    ['half a surrogate pair', [0xed, 0xa0, 0x80], '���'],
    ['more bytes than needed', [0xc0, 0xaf], '��'],
  ])('marks what is not UTF-8: %s', (_, bytes, text) => {
    expect(decode(Uint8Array.from(bytes))).toEqual({ kind: 'text', text, lossy: true });
  });

  it('tells binary data by a NUL near the start', () => {
    expect(decode(Buffer.from('\0'))).toMatchObject({ kind: 'unreadable' });
    expect(decode(Buffer.from(`${'a'.repeat(7999)}\0`))).toMatchObject({ kind: 'unreadable' });
    expect(decode(Buffer.from(`${'a'.repeat(8000)}\0`))).toMatchObject({ kind: 'text' });
  });

  it.each([
    ['little', [0xff, 0xfe, 0x61, 0]],
    ['big', [0xfe, 0xff, 0, 0x61]],
  ])('knows UTF-16, %s endian', (_, bytes) => {
    expect(decode(Uint8Array.from(bytes))).toMatchObject({ why: expect.stringContaining('UTF-16') });
  });
});

describe('readTextFile', () => {
  it('takes what is not larger than the limit', async () => {
    await folder.write({ a: 'x'.repeat(100) });
    expect(await readTextFile(folder.join('a'), 100)).toMatchObject({ kind: 'text' });
    expect(await readTextFile(folder.join('a'), 99)).toMatchObject({ kind: 'unreadable', missing: false });
  });

  it('tells what is missing from what cannot be read', async () => {
    await folder.write({ a: '' });
    await symlink('nothing', folder.join('link'));
    const missing = async (name: string) => {
      const read = await readTextFile(folder.join(name));
      return read.kind === 'unreadable' && read.missing;
    };
    expect(await Promise.all(['none', 'a/none', 'link', '.', 'a'].map(missing))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('follows a link', async () => {
    await folder.write({ a: 'text' });
    await symlink('a', folder.join('link'));
    expect(await readTextFile(folder.join('link'))).toEqual({ kind: 'text', text: 'text', lossy: false });
  });
});

describe('reasonOf', () => {
  it('has words for what happens, else the code of the system, else what there is', () => {
    const failed = (code: string) => Object.assign(new Error('x'), { code });
    expect(reasonOf(failed('EACCES'))).toBe('no permission');
    expect(reasonOf(failed('ESTALE'))).toBe('ESTALE');
    expect(reasonOf('why')).toBe('why');
  });
});
