/** Options of `podman run` that a `.container` file passes on (`PodmanArgs=`), as far as they matter here. */

import { wordMap } from '../../../word-map';
import type { UnitWord } from './words';

export interface PodmanOption {
  /** In its long form: `--memory`. */
  readonly name: string;
  readonly value: UnitWord;
}

const SHORT = wordMap({
  '-m': '--memory',
  '-e': '--env',
  '-v': '--volume',
  '-w': '--workdir',
});
/** Options with a value that change what is read here. */
const KNOWN: ReadonlySet<string> = new Set([
  '--memory',
  '--env',
  '--env-file',
  '--volume',
  '--mount',
  '--tmpfs',
  '--workdir',
  '--entrypoint',
  '--cgroups',
  '--sysctl',
]);

/** `--memory=2g`, `--memory 2g`, `-m 2g`, `-m2g`. */
export function podmanOptions(words: readonly UnitWord[]): PodmanOption[] {
  const options: PodmanOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word) break;
    const { text } = word.text;
    const [, written = '', joined = ''] = /^(--[\w-]+|-[a-z])=?(.*)$/s.exec(text) ?? [];
    const name = SHORT.get(written) ?? written;
    if (!KNOWN.has(name)) continue;
    if (joined !== '') {
      const start = text.length - joined.length;
      options.push({ name, value: { ...word, text: word.text.slice(start, text.length) } });
      continue;
    }
    const next = words[index + 1];
    if (next) options.push({ name, value: next });
    index += 1;
  }
  return options;
}
