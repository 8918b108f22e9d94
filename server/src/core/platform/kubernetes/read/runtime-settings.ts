/** Settings that somebody changes with CONFIG SET once the server runs: in a hook of its container, or in one beside it. */

import type { ArgumentWord } from '../../../container/start';
import type { ContainerUnit } from '../../../container/unit';
import { type ConfigText, readConfigText } from '../../../directives/config-text';
import { quoteArgument } from '../../../directives/split-arguments';
import { SourceMap } from '../../../text/source-map';
import { cover } from '../../../text/span';
import { type ClientCall, clientCalls } from './client-calls';

/** Of calls that reach the server of the same pod, in their order. */
export function runtimeSettings(unit: ContainerUnit): ConfigText[] {
  return clientCalls(unit, (text) => /\bconfig\b[^\n]*\bset\b/i.test(text))
    .filter(({ host }) => host === undefined)
    .flatMap(settingsOf);
}

/** `config set NAME VALUE [NAME VALUE …]`. */
function settingsOf({ options, certain }: ClientCall): ConfigText[] {
  const set = options.findIndex(
    ({ value }, index) => /^set$/i.test(value) && /^config$/i.test(options[index - 1]?.value ?? ''),
  );
  const words = set === -1 ? [] : options.slice(set + 1);
  const texts: ConfigText[] = [];
  for (let index = 0; index + 1 < words.length; index += 2) {
    const [name, value] = [words[index], words[index + 1]];
    if (name && value) texts.push(settingText(name, value, certain));
  }
  return texts;
}

/** The value replaces all that was there, of `save` too. */
function settingText(name: ArgumentWord, value: ArgumentWord, sure: boolean): ConfigText {
  const { file } = name.place;
  const span = file === value.place.file ? cover(name.place.span, value.place.span) : name.place.span;
  const isSave = name.value.toLowerCase() === 'save';
  const points = isSave ? [...value.value.matchAll(/\S+\s+\S+/g)].map(([point]) => `save ${point}`) : [];
  const lines = isSave ? ['save ""', ...points] : [`${name.value} ${quoteArgument(value.value)}`];
  const text = lines.join('\n');
  const config = readConfigText(text, SourceMap.coarse(file, text.length, span));
  if (sure && name.certain && value.certain) return config;
  // What it sets, or whether it does, is only known in the cluster.
  const opened = config.lines.map((line) =>
    line.kind === 'directive' ? { ...line, templated: true, conditional: true } : line,
  );
  return { ...config, lines: opened };
}
