/** Text of files on a terminal: nothing in it acts on the terminal, and marks stand under what they mark. */

export { printable, printableLine } from '../../core/text/printable';

/** Takes two columns on a terminal (Unicode TR 11, wide and fullwidth), and pictographs. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\u200B-\u200D\uFEFF]/u;

/** As wide as the text with a mark in every column; tabs stay, because only the terminal knows how wide they are. */
export function columnsOf(text: string, mark: string): string {
  return Array.from(text, (character) => {
    if (character === '\t') return '\t';
    if (NO_WIDTH.test(character)) return '';
    return WIDE.test(character) ? mark.repeat(2) : mark;
  }).join('');
}
