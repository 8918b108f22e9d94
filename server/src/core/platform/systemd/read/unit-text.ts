/** A unit file as its sections and settings, each value decoded and with the place of every character. */

import { type Segment, SourceMap } from '../../../text/source-map';
import { type FileId, type Place, stableSpan } from '../../../text/span';
import { isTemplateName } from '../../../text/template-names';
import type { ScalarTree } from '../../../yaml/tree';
import { HOLE, JOINT, type LogicalLine, type Part, type Reader, readLines } from './unit-lines';

/** `Key=value`. */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly keyPlace: Place;
  /** Without the blanks around it, continued lines joined. Characters that a template writes are `HOLE`. */
  readonly value: ScalarTree;
  /** From the key to the end of the value. */
  readonly place: Place;
  /** A template may leave it out. */
  readonly conditional: boolean;
}

export interface Section {
  readonly name: string;
  /** Its header. */
  readonly place: Place;
  /** Of its last setting, or of the header where it has none. */
  readonly end: Place;
}

export interface UnitText {
  readonly file: FileId;
  readonly settings: readonly Setting[];
  readonly sections: readonly Section[];
  /** A template may write more settings. */
  readonly open: boolean;
}

/** @param reader which program reads it: `.container` files are Quadlet's, all others systemd's */
export function readUnitText(file: FileId, text: string, reader: Reader): UnitText {
  const { masked, lines } = readLines(text, reader, isTemplateName(file));
  const settings: Setting[] = [];
  const sections: Section[] = [];
  let open = false;
  for (const line of lines) {
    const joined = joinParts(line, masked, reader);
    const trimmed = joined.text.trim();
    if (trimmed === '') continue;
    const header = /^\[(.*)\]$/.exec(trimmed)?.[1];
    const place = placeOf(file, line, masked);
    if (header !== undefined) sections.push({ name: header, place, end: place });
    else {
      const section = sections.at(-1);
      const setting = section && settingOf(file, joined, line, section.name, masked);
      if (setting) {
        settings.push(setting);
        sections[sections.length - 1] = { ...section, end: place };
      } else if (trimmed.includes(HOLE)) open = true;
    }
  }
  return { file, settings, sections, open };
}

interface Joined {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** The parts as one text. What joins two of them stands for the backslash and the line break between them. */
function joinParts({ parts }: LogicalLine, masked: string, reader: Reader): Joined {
  const segments: Segment[] = [];
  let text = '';
  const add = (added: string, source: Part, exact: boolean): void => {
    if (added === '') return;
    const decoded = { start: text.length, end: text.length + added.length };
    segments.push({ decoded, source: stableSpan(source.start, source.end), exact });
    text += added;
  };
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1];
    if (before) add(JOINT[reader], { start: before.end, end: part.start }, false);
    add(masked.slice(part.start, part.end), part, true);
  }
  return { text, segments };
}

function settingOf(
  file: FileId,
  { text, segments }: Joined,
  line: LogicalLine,
  section: string,
  masked: string,
): Setting | undefined {
  const equals = text.indexOf('=');
  const key = text.slice(0, equals).trim();
  if (equals === -1 || key === '' || key.includes(HOLE)) return undefined;
  const map = SourceMap.of(file, segments);
  const keyStart = text.length - text.trimStart().length;
  const value = text.slice(equals + 1);
  const start = equals + 1 + (value.length - value.trimStart().length);
  const end = start + value.trim().length;
  const inner = SourceMap.of(file, [
    { decoded: { start: 0, end: end - start }, source: stableSpan(start, end), exact: true },
  ]);
  // An empty value stands behind the equals sign.
  const place =
    start < end ? map.place({ start, end }) : behind(map.place({ start: equals, end: equals + 1 }));
  return {
    section,
    key,
    keyPlace: map.place({ start: keyStart, end: keyStart + key.length }),
    value: {
      kind: 'scalar',
      text: text.slice(start, end),
      null: false,
      place,
      style: 'plain',
      map: start < end ? inner.through(map) : SourceMap.coarse(file, 0, place.span),
      indent: '',
    },
    place: placeOf(file, line, masked),
    conditional: line.conditional,
  };
}

const behind = ({ file, span }: Place): Place => ({ file, span: { start: span.end, end: span.end } });

/** Without the blanks around it. */
function placeOf(file: FileId, { parts }: LogicalLine, masked: string): Place {
  const [first] = parts;
  const last = parts.at(-1) ?? first;
  const head = masked.slice(first.start, first.end);
  const tail = masked.slice(last.start, last.end);
  const start = first.start + (head.length - head.trimStart().length);
  return { file, span: stableSpan(start, Math.max(start, last.start + tail.trimEnd().length)) };
}
