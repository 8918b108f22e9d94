/** What the steps of a diagnosis look at, and the commands that they tell people to type. */

import { type Bound, boundOf } from '../live/measures';
import { runningVersion } from '../live/readings';
import { formatVersion } from '../model/version';
import { type InfoField, infoNumber, infoText, type Observation, type ObservedNode } from '../observations';
import { formatBytes } from '../units/bytes';
import type { Evidence, Verdict } from './diagnosis';

export interface DiagnosisInput {
  readonly node: ObservedNode;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Bytes that the container may use, where somebody said so. */
  readonly limit?: number;
  /** Options that redis-cli needs to reach it, without secrets: `-h db1 -p 6379 --tls`. */
  readonly cliOptions?: string;
}

export class Subject {
  readonly latest: Observation;
  readonly bound: Bound | undefined;

  constructor(readonly input: DiagnosisInput) {
    this.latest = input.node.latest;
    // Nobody said that it runs in a container, nor that it does not: the memory of the machine is a bound for both.
    this.bound = boundOf(this.latest, input.limit, false);
  }

  number(field: InfoField): number | undefined {
    return infoNumber(this.latest, field);
  }

  text(field: InfoField): string | undefined {
    return infoText(this.latest, field);
  }

  config(name: string): string | undefined {
    return this.latest.config.get(name);
  }

  /** The limit is one of a container, not the memory of the machine. */
  get limited(): boolean {
    return this.bound !== undefined && this.bound.what !== 'memory of the machine';
  }

  /** A background save has ended since the start, whatever began it. */
  get hasSaved(): boolean {
    return (this.number('rdb_last_bgsave_time_sec') ?? -1) >= 0;
  }

  get version(): string {
    const version = runningVersion(this.latest);
    return version ? formatVersion(version) : 'an unknown version';
  }

  cli(command: string): string {
    const options = this.input.cliOptions ?? '';
    // Packages of Valkey have no redis-cli.
    const program = runningVersion(this.latest)?.product === 'valkey' ? 'valkey-cli' : 'redis-cli';
    return `${program} ${options === '' ? '' : `${options} `}${command}`;
  }

  /** A field as it was answered. */
  plain(field: InfoField, verdict: Verdict, show: (value: number) => string = String): Evidence[] {
    const text = this.text(field);
    const value = this.number(field);
    if (text === undefined) return [];
    return [{ field, value: value === undefined ? text : show(value), verdict }];
  }

  /** A number against a threshold above which it is no longer good. */
  held(field: InfoField, limit: number, otherwise: Verdict, show: (value: number) => string): Evidence[] {
    const value = this.number(field);
    if (value === undefined) return [];
    const verdict = value > limit ? otherwise : 'good';
    return [{ field, value: show(value), threshold: `at most ${show(limit)}`, verdict }];
  }
}

/** `84 ms`, `1.2 s`. */
export function duration(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1000)} ms`;
  return `${Number((microseconds / 1_000_000).toPrecision(2))} s`;
}

/** `40 s`, `12 min`, `5 h`, `9 days`. */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? 'below 1 %' : `${Math.floor(share * 100 + 1e-9)} %`;

export const bytes = formatBytes;
