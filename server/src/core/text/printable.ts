/** Text that others wrote, such as files and servers, without anything that acts on a terminal or reorders a line. */

/** Control characters, and those that turn the direction of what follows; a tab is left alone. */
const UNSAFE = /(?!\t)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

/** One visible character for each that must not reach a terminal: `␛`, or `�` where there is no picture. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

/** `printable`, on one line and without tabs: for paths and messages. */
export const printableLine = (text: string): string => printable(text).replaceAll('\t', '␉');
