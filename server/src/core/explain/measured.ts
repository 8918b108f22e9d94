/** Measurements of a running server in one line, for code lenses, hovers and status messages. */

import { placeOfEntry } from '../directives/view';
import { measuredText } from '../live/age';
import { lastCopies, runningFork, type Unmeasured, whyUnmeasured } from '../live/forks';
import { boundOf, largestNode } from '../live/measures';
import { forecastFromPrevious } from '../memory/previous-save';
import { likelyCopies } from '../memory/workloads';
import { factValue, placeOf } from '../model/fact';
import { infoNumber, type Observation } from '../observations';
import { rangeText } from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import type { Place } from '../text/span';
import { formatBytes } from '../units/bytes';

/**
 * "measured 4 min ago: last save copied 1.7 GiB of 3.2 GiB (53 %), fork took 84 ms"; undefined without a connection.
 */
export function measuredLine({ live, limit, placement, withoutWorkload }: RedisInstance): string | undefined {
  const node = live && largestNode(live.nodes);
  if (!node) return undefined;
  const { latest } = node;
  const contained = placement !== undefined || withoutWorkload;
  const running = runningFork(latest, boundOf(latest, factValue(limit), contained));
  if (running?.copied !== undefined) {
    const left = running.room === undefined ? '' : ` of ${formatBytes(running.room)} left`;
    const done = running.progress === undefined ? '' : `, ${Math.floor(running.progress * 100)} % done`;
    return `${measuredText(live.now, latest)}: ${running.what} runs, copied ${formatBytes(running.copied)}${left}${done}`;
  }
  return `${measuredText(live.now, latest)}: ${pastOf(latest)}`;
}

function pastOf(latest: Observation): string {
  const bytes = infoNumber(latest, 'used_memory');
  const used = bytes === undefined ? 'unknown' : formatBytes(bytes);
  const resident = infoNumber(latest, 'used_memory_rss');
  const [copy] = lastCopies(latest);
  const fork = infoNumber(latest, 'latest_fork_usec') ?? 0;
  const took = fork > 0 ? `, fork took ${fork < 1000 ? 'less than 1' : Math.round(fork / 1000)} ms` : '';
  if (!copy) {
    const holds = resident === undefined ? '' : ` in ${formatBytes(resident)}`;
    return `${used} in use${holds}, ${UNMEASURED[whyUnmeasured(latest)]}${took}`;
  }
  return `${copy.what} copied ${formatBytes(copy.bytes)} of ${used} (${Math.floor(copy.share * 100)} %)${took}`;
}

const UNMEASURED: Readonly<Record<Unmeasured, string>> = {
  'no fork yet': 'no fork has finished since the start',
  'too old': 'copied pages are reported since Redis 4.0',
  'not reported': 'copied pages are not reported',
};

/** "The next save is expected to copy 1.65 to 1.97 GiB: the same as …"; undefined before the first save. */
export function forecastLine({ live, budgetInput }: RedisInstance): string | undefined {
  const latest = live && largestNode(live.nodes)?.latest;
  const residentSet = latest && infoNumber(latest, 'used_memory_rss');
  const dataset = latest && infoNumber(latest, 'used_memory_dataset');
  const lastCopied = latest && infoNumber(latest, 'rdb_last_cow_size');
  if (!latest || residentSet === undefined || dataset === undefined || lastCopied === undefined)
    return undefined;
  const forecast = forecastFromPrevious({
    residentSet,
    lastCopied,
    meanBytes: latest.keys ? dataset / latest.keys : undefined,
    copies: likelyCopies(budgetInput, infoNumber(latest, 'used_memory') ?? dataset, residentSet),
  });
  return forecast && `The next save is expected to copy ${rangeText(forecast)}: ${forecast.reason}.`;
}

export interface MeasuredLens {
  readonly place: Place;
  readonly text: string;
}

/** Lenses at the anchor of the server, at `maxmemory`, and at the limit. */
export function measuredLenses(instance: RedisInstance): MeasuredLens[] {
  const line = measuredLine(instance);
  const latest = instance.live && largestNode(instance.live.nodes)?.latest;
  if (line === undefined || !latest) return [];
  const lenses: MeasuredLens[] = [{ place: instance.anchor, text: `${instance.live?.connection}, ${line}` }];
  const maxmemory = instance.directives.last('maxmemory');
  const [used, peak] = [infoNumber(latest, 'used_memory'), infoNumber(latest, 'used_memory_peak')];
  if (maxmemory && used !== undefined && peak !== undefined)
    lenses.push({
      place: placeOfEntry(maxmemory),
      text: `${formatBytes(used)} in use, at most ${formatBytes(peak)} since the start`,
    });
  const place = placeOf(instance.limit);
  const limit = factValue(instance.limit);
  const resident = infoNumber(latest, 'used_memory_rss');
  if (place && limit && resident !== undefined)
    lenses.push({
      place,
      text: `resident set ${formatBytes(resident)}, ${Math.floor((resident / limit) * 100)} % of it`,
    });
  return lenses;
}
