/** What a directive ends up as in the server, and what a server says of a line that it does not take as written. */

export type ClientClass = 'normal' | 'replica' | 'pubsub';

export interface OutputLimit {
  readonly class: ClientClass;
  /** Bytes; 0 is no limit. */
  readonly hard: bigint;
  readonly soft: bigint;
  readonly softSeconds: bigint;
}

export interface SavePoint {
  readonly seconds: bigint;
  readonly changes: bigint;
}

export type Setting =
  /** Bytes, as CONFIG GET prints them. */
  | { readonly type: 'memory'; readonly bytes: bigint }
  /** Of maxmemory; only maxmemory-clients takes one. */
  | { readonly type: 'percent'; readonly percent: number }
  | { readonly type: 'integer'; readonly value: bigint }
  /** Printed with base 8. */
  | { readonly type: 'octal'; readonly value: bigint }
  | { readonly type: 'bool'; readonly value: boolean }
  /** In the spelling of CONFIG GET. */
  | { readonly type: 'enum'; readonly value: string }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'words'; readonly values: readonly string[] }
  /** `clears`: the single empty argument, which drops everything before it. */
  | { readonly type: 'save'; readonly points: readonly SavePoint[]; readonly clears: boolean }
  | { readonly type: 'output-limits'; readonly limits: readonly OutputLimit[] };

export type ProblemKind =
  | 'quotes'
  | 'argument-count'
  | 'inline-comment'
  | 'memory-value'
  | 'kubernetes-unit'
  | 'no-digits'
  | 'too-large'
  | 'integer'
  | 'range'
  | 'bool'
  | 'enum'
  | 'save'
  | 'other';

/** Why the server does not take a line as it was meant. */
export interface Problem {
  readonly kind: ProblemKind;
  /** Completes "Redis 7.0 refuses to start: …" or names what is read instead; no full stop. */
  readonly message: string;
  /** Indices of the arguments at fault; empty for the whole line. */
  readonly at: readonly number[];
}

/**
 * What one version makes of one line.
 * `unknown`: a template hole decides.
 */
export type Verdict =
  | { readonly outcome: 'accepts'; readonly setting?: Setting }
  | { readonly outcome: 'refuses'; readonly problem: Problem }
  | { readonly outcome: 'misreads'; readonly setting: Setting; readonly problem: Problem }
  | { readonly outcome: 'ignores'; readonly problem: Problem }
  | { readonly outcome: 'unknown' };

export const accepts = (setting?: Setting): Verdict =>
  setting ? { outcome: 'accepts', setting } : { outcome: 'accepts' };

export const refuses = (kind: ProblemKind, message: string, ...at: number[]): Verdict => ({
  outcome: 'refuses',
  problem: { kind, message, at },
});

export const misreads = (setting: Setting, kind: ProblemKind, message: string, ...at: number[]): Verdict => ({
  outcome: 'misreads',
  setting,
  problem: { kind, message, at },
});

export const ignores = (kind: ProblemKind, message: string, ...at: number[]): Verdict => ({
  outcome: 'ignores',
  problem: { kind, message, at },
});

/** The setting that is in force after the line; undefined when the server stops or takes nothing from it. */
export const settingOf = (verdict: Verdict): Setting | undefined =>
  verdict.outcome === 'accepts' || verdict.outcome === 'misreads' ? verdict.setting : undefined;

/** As CONFIG GET prints it; output limits as one class list, the way it prints the classes that were set. */
export function printSetting(setting: Setting): string {
  switch (setting.type) {
    case 'memory':
      return String(setting.bytes);
    case 'percent':
      return `${setting.percent}%`;
    case 'integer':
      return String(setting.value);
    case 'octal':
      return setting.value.toString(8);
    case 'bool':
      return setting.value ? 'yes' : 'no';
    case 'enum':
    case 'text':
      return setting.value;
    case 'words':
      return setting.values.join(' ');
    case 'save':
      return setting.points.map(({ seconds, changes }) => `${seconds} ${changes}`).join(' ');
    case 'output-limits':
      return setting.limits.map(printLimit).join(' ');
  }
}

/** CONFIG GET calls replicas `slave` in every version (getClientTypeName, networking.c). */
const printLimit = (limit: OutputLimit): string =>
  `${limit.class === 'replica' ? 'slave' : limit.class} ${limit.hard} ${limit.soft} ${limit.softSeconds}`;
