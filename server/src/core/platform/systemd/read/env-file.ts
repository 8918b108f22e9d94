/** Files of variables as systemd reads them (`parse_env_file_internal`, env-file.c), and as Podman does (pkg/env). */

import type { Variable } from '../../../container/environment';
import { type FileId, stableSpan } from '../../../text/span';

/** In double quotes a backslash takes the meaning of these away; before others it stays. */
const ESCAPABLE = /["\\`$]/;
const NAME = /^[A-Za-z_]\w*$/;

/** @returns in their order; a later one of the same name wins */
export const readEnvFile = (file: FileId, text: string): Variable[] => new EnvReader(file, text).read();

class EnvReader {
  #at = 0;
  readonly #variables: Variable[] = [];

  constructor(
    readonly file: FileId,
    readonly text: string,
  ) {}

  read(): Variable[] {
    while (this.#at < this.text.length) {
      const character = this.text.charAt(this.#at);
      if (/\s/.test(character)) this.#at += 1;
      else if (/[#;]/.test(character)) this.#toLineEnd();
      else this.#assignment();
    }
    return this.#variables;
  }

  #toLineEnd(): void {
    const end = this.text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.text.length : end + 1;
  }

  #assignment(): void {
    const [line = ''] = /^[^\r\n]*/.exec(this.text.slice(this.#at)) ?? [];
    const equals = line.indexOf('=');
    if (equals === -1) {
      this.#toLineEnd();
      return;
    }
    const name = line.slice(0, equals).trim();
    this.#at += equals + 1;
    const start = this.#at + (/^[ \t]*/.exec(this.text.slice(this.#at))?.[0].length ?? 0);
    const value = this.#value();
    const end = Math.max(start, this.#at - 1);
    if (NAME.test(name))
      this.#variables.push({ name, value, place: { file: this.file, span: stableSpan(start, end) } });
  }

  /** Up to the end of the line; quotes may hold line breaks, and behind a closing quote the value goes on. */
  #value(): string {
    let value = '';
    // Blanks at the end of what is not quoted do not count.
    let kept = 0;
    let isBare = false;
    while (this.#at < this.text.length) {
      const character = this.text.charAt(this.#at);
      this.#at += 1;
      if (/[\r\n]/.test(character)) return value.slice(0, kept);
      if (!isBare && /["']/.test(character)) {
        value = value.slice(0, kept) + this.#quoted(character);
        kept = value.length;
      } else if (character === '\\') {
        value += this.#escaped();
        kept = value.length;
        isBare = true;
      } else if (isBare || !/\s/.test(character)) {
        value += character;
        isBare = true;
        if (!/\s/.test(character)) kept = value.length;
      }
    }
    this.#at += 1;
    return value.slice(0, kept);
  }

  #quoted(quote: string): string {
    let text = '';
    for (; this.#at < this.text.length; this.#at += 1) {
      const character = this.text.charAt(this.#at);
      if (character === quote) break;
      if (quote === '"' && character === '\\') {
        this.#at += 1;
        const next = this.text.charAt(this.#at);
        text += ESCAPABLE.test(next) ? next : next === '\n' ? '' : `\\${next}`;
      } else text += character;
    }
    this.#at += 1;
    return text;
  }

  #escaped(): string {
    const next = this.text.charAt(this.#at);
    this.#at += 1;
    return /[\r\n]/.test(next) ? '' : next;
  }
}

/** `--env-file` of Podman: a line is a name and a value, quotes and all. A name alone takes its value from the host. */
export function readPodmanEnvFile(file: FileId, text: string): Variable[] {
  return [...text.matchAll(/^[ \t]*([^#\s=][^=\r\n]*)(=?)([^\r\n]*)/gm)].map((match) => {
    const [whole, name = '', equals, value = ''] = match;
    const end = match.index + whole.length;
    const place = { file, span: stableSpan(end - value.length, end) };
    return { name: name.trim(), value: equals === '' ? undefined : value, place };
  });
}
