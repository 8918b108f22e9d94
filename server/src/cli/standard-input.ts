/** What standard input is, by its content: it has no name. */

/** A name that the text is read under where the user gave none. */
export function nameForText(text: string): string {
  const first = firstLine(text);
  if (/^\[(?:Unit|Service|Container|Pod|Install)\]$/.test(first))
    return /^\[Container\]\s*$/m.test(text) ? 'stdin.container' : 'stdin.service';
  if (/^[{[]/.test(first)) return 'stdin.json';
  if (!YAML_LINE.test(first)) return 'redis.conf';
  return /^services\s*:/m.test(text) && !/^apiVersion\s*:/m.test(text) ? 'compose.yaml' : 'stdin.yaml';
}

/** The start of a document, an entry of a mapping, an item of a list. A line of redis.conf has none of them. */
const YAML_LINE = /^(?:---(?:\s|$)|%YAML|[\w"'./-]+\s*:(?:\s|$)|- )/;

/** That is neither blank nor a comment. */
const firstLine = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, MOST_LINES)
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#')) ?? '';

/** Lines of comments that a file may start with, such as a licence. */
const MOST_LINES = 3000;
