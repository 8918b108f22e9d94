/** Paths, URIs and ids: one file has one id, and the way back leads to the same file. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileIdOfPath, pathOfFileId } from '../../../server/src/files/file-id';
import { fileIdOfUri } from '../../../server/src/files/uri';
import fc from '../../support/fast-check';

describe('an id', () => {
  it('is readable', () => {
    expect(fileIdOfPath('/a b/größe/100%/c#d?.conf')).toBe('file:///a b/größe/100%/c#d?.conf');
  });

  it('leads back to the path, whatever is in it', () => {
    const segment = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter((text) => !/[/\0]/.test(text));
    const special = fc.constantFrom(
      ' ',
      'a ',
      '\t',
      '\n',
      '\\',
      'C:',
      '%',
      '%20',
      '%zz',
      '#',
      '?',
      '..a',
      'a:b',
      '~',
      '[x]',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(segment, special), { minLength: 1, maxLength: 5 }), (segments) => {
        const path = resolve(`/${segments.join('/')}`);
        expect(pathOfFileId(fileIdOfPath(path))).toBe(path);
      }),
    );
  });

  it('differs where the path differs', () => {
    const names = ['a b', 'a%20b', 'a%2520b', 'a+b', 'ab', 'a#b', 'a%23b', 'a?b', 'a\\b', 'a/b'];
    expect(new Set(names.map((name) => fileIdOfPath(`/${name}`))).size).toBe(names.length);
  });

  it('does not depend on how much of a URI is escaped', () => {
    const expected = fileIdOfPath('/a b/ö.conf');
    for (const uri of ['file:///a%20b/%C3%B6.conf', 'file:///a b/ö.conf', pathToFileURL('/a b/ö.conf').href])
      expect(fileIdOfUri(uri)).toBe(expected);
  });

  it('is itself where nothing can be decoded', () => {
    expect(fileIdOfUri('untitled:100%')).toBe('untitled:100%');
    expect(() => pathOfFileId('untitled:Untitled-1')).toThrow(TypeError);
  });
});
