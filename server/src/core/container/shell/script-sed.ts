/** A configuration file after `sed`: what it leaves alone stays where it was written. */

import { type ConfigLine, type ConfigText, readConfigText } from '../../directives/config-text';
import { SourceMap } from '../../text/source-map';
import type { Place } from '../../text/span';
import type { FilePart, KnownPart, VirtualFile } from '../files';
import { type LineEdit, lineEditOf, readSed } from './sed';
import type { Word } from './shell';

export interface SedCall {
  readonly edit: LineEdit;
  readonly files: readonly Word[];
  readonly inPlace: boolean;
  /** Of its scripts. */
  readonly place: Place;
}

/**
 * @param args of `sed`
 * @param map from the script in which it is called to the document
 * @returns undefined where it does more than is read here
 */
export function sedCall(args: readonly Word[], map: SourceMap): SedCall | undefined {
  const call = readSed(args.map(({ value }) => value));
  const scripts = (call?.scripts ?? []).flatMap((index) => args[index] ?? []);
  const [first, last] = [scripts[0], scripts.at(-1)];
  const edit = lineEditOf(scripts.map(({ value }) => value).join('\n'), call?.extended ?? false);
  if (!call || !edit || !first || !last) return undefined;
  return {
    edit,
    files: call.files.flatMap((index) => args[index] ?? []),
    inPlace: call.inPlace,
    place: map.place({ start: first.span.start, end: last.span.end }),
  };
}

/** @param by where the edit is written: the place of every line that it changes */
export const editedFile = ({ parts }: VirtualFile, edit: LineEdit, by: Place): VirtualFile => ({
  parts: parts.flatMap((part): readonly FilePart[] =>
    part.kind === 'text' ? editedPart(part, edit, by) : [part],
  ),
});

function editedPart(part: KnownPart, edit: LineEdit, by: Place): KnownPart[] {
  const { config } = part;
  const parts: KnownPart[] = [];
  let kept: ConfigLine[] = [];
  const keep = (): void => {
    if (kept.length > 0) parts.push({ ...part, config: { ...config, lines: kept } });
    kept = [];
  };
  for (const line of config.lines) {
    const before = wholeLine(config, line);
    const after = edit(before);
    if (after === before) {
      kept.push(line);
      continue;
    }
    keep();
    if (after !== null) parts.push(writtenBy(after, line, by));
  }
  if (kept.length === config.lines.length) return [part];
  keep();
  return parts;
}

/** A line that is not certain to be there stays so. */
function writtenBy(text: string, line: ConfigLine, by: Place): KnownPart {
  const config = readConfigText(text, SourceMap.coarse(by.file, text.length, by.span));
  const conditional = line.kind === 'directive' && line.conditional;
  const lines = config.lines.map((one) =>
    conditional && one.kind === 'directive' ? { ...one, conditional } : one,
  );
  return { kind: 'text', config: { ...config, lines }, layer: 'script' };
}

/** With the blanks around it, which a pattern may speak of. */
function wholeLine({ text }: ConfigText, { span }: ConfigLine): string {
  const newline = text.indexOf('\n', span.end);
  return text.slice(text.lastIndexOf('\n', span.start - 1) + 1, newline === -1 ? text.length : newline);
}
