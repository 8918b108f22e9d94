/** The copied pages of a budget: what the known writes copy, and never more than the whole resident set. */

import { factValue } from '../model/fact';
import type { StatedKey } from '../model/stated';
import { groupDigits, roundCount } from '../units/bytes';
import { childWrites } from './child';
import { LEAST, SAFE } from './copy-on-write';
import type { Duration } from './durations';
import type { BudgetInput, Provenance } from './input';
import { assumed, from, isKnown, measured, type Term } from './terms';
import { leastCopies, mostCopies, usagesOf } from './workloads';

/** Before Linux 5.8 a write copied the whole huge page. */
const HUGE_PAGE = 2 * 1024 ** 2;
const COPIES_SMALL_PAGES = 5008;

export function copiedPages(input: BudgetInput, dataset: number, resident: Term, duration: Duration): Term {
  const worst = resident.bytes ?? 0;
  const rate = factValue(input.writesPerSecond);
  const high = rate === undefined ? worst : mostCopied(input, dataset, worst, rate * duration.longest);
  const low = leastCopied(input, dataset, resident.expected.low, (rate ?? 0) * duration.shortest);
  return {
    key: 'copied-pages',
    name: 'copied pages',
    expected: { low: Math.min(low, high), high },
    bytes: worst,
    reason:
      rate === undefined
        ? 'every page copied once while the child runs'
        : `every page copied once; expected from ${groupDigits(roundCount(rate * duration.longest))} writes during one save`,
    provenance: sources(input, duration),
    narrowedBy: narrowing(input),
  };
}

/** At the safe end of what is unknown. */
function mostCopied(input: BudgetInput, dataset: number, resident: number, writes: number): number {
  const copies = usagesOf(input, dataset).map((usage) =>
    mostCopies(input, dataset, resident, usage)(writes, SAFE),
  );
  return Math.min(resident, Math.max(...copies) + hugePageCopies(input, resident, writes));
}

function leastCopied(input: BudgetInput, dataset: number, resident: number, writes: number): number {
  // Where nobody states writes, as nearly everywhere, no workload is needed to say what an idle save copies.
  if (writes <= 0 && !childCopies(input)) return Math.min(resident, LEAST.idle);
  const copies = usagesOf(input, dataset).map((usage) =>
    leastCopies(input, dataset, resident, usage)(writes, LEAST),
  );
  return Math.min(...copies);
}

/** Of values that are known. */
const childCopies = ({ version, policy, compression, valueSize }: BudgetInput): boolean =>
  childWrites(
    version,
    { policy: policy && factValue(policy), compression: compression && factValue(compression) },
    factValue(valueSize),
  );

/** Where the kernel is known to be old and nothing keeps huge pages off. */
function hugePageCopies(input: BudgetInput, resident: number, writes: number): number {
  const kernel = factValue(input.kernel);
  if (kernel === undefined || kernel >= COPIES_SMALL_PAGES) return 0;
  if (factValue(input.hugePagesOff) === true) return 0;
  return resident * -Math.expm1((-writes * HUGE_PAGE) / resident);
}

function sources(input: BudgetInput, duration: Duration): Provenance[] {
  return [
    ...from('write rate', input.writesPerSecond),
    ...from('value size', input.valueSize),
    ...from('keys', input.keys),
    ...from('skew', input.skew),
    measured('pages touched for each write, Redis 7.0.15'),
    {
      kind: duration.reason.startsWith('measured') ? 'measured' : 'stated',
      what: `save: ${duration.reason}`,
    },
    ...(isKnown(input.kernel)
      ? []
      : [assumed('Linux 5.8 or later, where huge pages are copied in parts of 4 KiB')]),
  ];
}

function narrowing(input: BudgetInput): StatedKey[] {
  const missing: StatedKey[] = [];
  if (!isKnown(input.writesPerSecond)) missing.push('writes');
  if (!isKnown(input.valueSize) && !isKnown(input.keys)) missing.push('value');
  if (!isKnown(input.saveSeconds) && !isKnown(input.diskSpeed)) missing.push('save');
  if (isKnown(input.writesPerSecond) && !isKnown(input.skew)) missing.push('skew');
  return missing;
}
