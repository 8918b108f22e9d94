import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../server/src/core/text/base64';
import fc from '../../support/fast-check';

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

describe('base64', () => {
  it('is read as other programs write it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'az09 +/=\t\n\r~') }), (text) => {
        expect(decodeBase64(encode(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['', ''],
    ['YQ==', 'a'],
    ['YWI=', 'ab'],
    ['YWJj', 'abc'],
    [' c2F2\n  ZSAi\tIg==\r\n', 'save ""'],
  ])('%j is %j', (encoded, text) => {
    expect(decodeBase64(encoded)).toBe(text);
  });

  it('has a question mark for each byte beyond ASCII, so that places stay those of the bytes', () => {
    expect(decodeBase64(encode('a é\u007f'))).toBe('a ??\u007f');
  });

  it.each(['YQ', 'YWJjZ', 'YQ=', 'YQ===', 'Y===', 'Y!==', 'YW-j', 'YQ==YQ==', '=YQ='])(
    '%j is none',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it.each([0, 8, 11, 12, 14, 0x1f])('a byte %d is no text', (byte) => {
    expect(decodeBase64(Buffer.from([0x61, byte]).toString('base64'))).toBeUndefined();
  });
});
