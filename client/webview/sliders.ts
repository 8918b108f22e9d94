/** From a slider's position to a number and back, on a logarithmic scale. */

import { tidyUp } from '../../server/src/core/memory/advice';
import { parseSize, STATED } from '../../server/src/core/model/stated';
import { groupDigits, roundCount } from '../../server/src/core/units/bytes';
import { formatRedisMemory } from '../../server/src/core/units/redis-memory';
import type { Control } from './scenario';

/** Positions of a slider. */
export const STEPS = 200;

const MIB = 1024 ** 2;

export interface Scale {
  readonly least: number;
  readonly most: number;
}

/** @param around what is stated or chosen: sizes can be made eight times smaller and larger */
export function scaleOf(control: Control, around: number | undefined): Scale {
  switch (control) {
    case 'writes':
      return { least: 1, most: 1_000_000 };
    case 'value':
      return { least: 16, most: MIB };
    case 'save':
      return { least: 1, most: 3600 };
    default:
      return { least: Math.max(MIB, (around ?? 1024 * MIB) / 8), most: (around ?? 1024 * MIB) * 8 };
  }
}

export function positionOf(value: number, { least, most }: Scale): number {
  const part = Math.log(value / least) / Math.log(most / least);
  return Math.round(Math.min(1, Math.max(0, part)) * STEPS);
}

/** A number that people write. */
export function valueAt(position: number, control: Control, { least, most }: Scale): number {
  const value = least * (most / least) ** (position / STEPS);
  return control === 'maxmemory' || control === 'limit' ? tidyUp(value) : roundCount(value);
}

/** As it can be typed. */
export function textOf(value: number, control: Control): string {
  if (control === 'writes') return `${Number(value.toPrecision(6))}/s`;
  if (control === 'save') return `${Number(value.toPrecision(6))}s`;
  return formatRedisMemory(Math.round(value));
}

/** For screen readers. */
export const spokenText = (value: number, control: Control): string =>
  control === 'writes'
    ? `${groupDigits(roundCount(value))} writes per second`
    : control === 'save'
      ? `${Number(value.toPrecision(3))} seconds`
      : textOf(value, control);

/** @returns undefined for what is not a number of this kind; a save takes a second at least, and no size is 0 */
export function parsed(text: string, control: Control): number | undefined {
  const trimmed = text.trim();
  const value =
    control === 'writes' || control === 'save' ? STATED[control].read(trimmed) : parseSize(trimmed);
  return value !== undefined && Number.isFinite(value) && (value > 0 || control === 'writes')
    ? value
    : undefined;
}

export const FORMS: Readonly<Record<Control, string>> = {
  writes: STATED.writes.form,
  value: STATED.value.form,
  save: STATED.save.form,
  maxmemory: STATED.limit.form,
  limit: STATED.limit.form,
};
