/** Writes the memory limit of a service: in place of the present ones, else as `MemoryMax=` of its section. */

import type { Edit } from '../../model/finding';
import { newlineAt } from '../../text/newline';
import { advance, placeKey } from '../../text/span';
import { formatComposeMemory } from '../../units/compose-memory';
import { formatSystemdMemory } from '../../units/systemd-memory';
import type { TextOf } from '../../yaml/edit/edit';
import { bytesOf, type WrittenLimit } from './read/limits';
import type { UnitSettings } from './read/settings';

/** @param bytes of the new limit; every limit below it is raised, because the smallest holds */
export function limitEdits(
  limits: readonly WrittenLimit[],
  settings: UnitSettings,
  bytes: number,
  text: TextOf,
): Edit[] {
  const least = leastOf(limits);
  if (!least) return inserted(settings, bytes, text);
  // A share of the machine, or what a template writes, is nobody's number to change here.
  if (limits.some((limit) => limit.bytes.kind !== 'known')) return [];
  const changed = new Map(
    limits
      .filter((limit) => limit === least || bytesOf(limit) < bytes)
      .map((limit) => [placeKey(limit.place), limit]),
  );
  return [...changed.values()].map((limit) => ({ ...limit.place, newText: written(limit, bytes, text) }));
}

export function showLimit(limits: readonly WrittenLimit[], bytes: number, text: TextOf): string {
  const least = leastOf(limits);
  return least ? written(least, bytes, text) : formatSystemdMemory(bytes);
}

const leastOf = (limits: readonly WrittenLimit[]): WrittenLimit | undefined =>
  limits.reduce<WrittenLimit | undefined>(
    (best, one) => (best && bytesOf(best) <= bytesOf(one) ? best : one),
    undefined,
  );

/** In the unit of the present amount. */
function written({ place, grammar }: WrittenLimit, bytes: number, text: TextOf): string {
  const old = text(place).of(place.span);
  return grammar === 'podman' ? formatComposeMemory(bytes, amountIn(old)) : formatSystemdMemory(bytes, old);
}

/** Of `--memory=2g` the amount is part of a word. */
const amountIn = (word: string): string =>
  /[\d.]+\s*[a-z]*["']?$/i.exec(word)?.[0].replace(/["']$/, '') ?? word;

/** Behind the last setting of the section; in a section of its own where there is none. */
function inserted(settings: UnitSettings, bytes: number, text: TextOf): Edit[] {
  const line = `MemoryMax=${formatSystemdMemory(bytes)}`;
  const section = settings.section('Service');
  const last = section ?? settings.texts[0]?.sections.at(-1);
  if (!last || settings.open) return [];
  const { file, span } = last.end;
  const piece = text(last.end);
  const newline = newlineAt(piece, span.start);
  // A carriage return is part of the line break.
  const end =
    piece.charAt(advance(piece.lineEnd(span.end), -1)) === '\r'
      ? advance(piece.lineEnd(span.end), -1)
      : piece.lineEnd(span.end);
  const newText = section ? `${newline}${line}` : `${newline}${newline}[Service]${newline}${line}`;
  return [{ file, span: { start: end, end }, newText }];
}
