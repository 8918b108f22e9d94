/** Text encoded in base64 in a manifest. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * @param encoded may contain blanks and line breaks
 * @returns the text, with `?` for each non-ASCII byte; undefined for invalid base64 and for binary data
 */
export function decodeBase64(encoded: string): string | undefined {
  const digits = encoded.replace(/\s+/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  let text = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits.replace(/=+$/, '')) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return undefined;
    text += byte < 0x80 ? String.fromCharCode(byte) : '?';
  }
  return text;
}
