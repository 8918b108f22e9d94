/**
 * The list of save points while a configuration is loaded, version by version (measured on ten servers; the model for
 * 7.0 and later is `reading_config_file` and `save_loaded` in config.c).
 *
 * - up to 6.0: compiled points go when the server is started with anything at all; every `save` adds
 * - 6.2: the first `save` of each text (file, or the outer text again after an include) drops what came before
 * - 7.0 and later, all Valkey: the first `save` of the process drops the compiled points; after any `include` has
 *   ended, each further `save` drops all before it, because the flag that allows adding is cleared
 */

import { hasRedis, type ServerVersion } from '../model/version';
import type { Entry } from './entry';
import type { SavePoint } from './setting';

export interface ActivePoint extends SavePoint {
  readonly entry: Entry;
}

export interface SaveState {
  /** Points in force that somebody wrote, in the order in which the server checks them. */
  readonly points: readonly ActivePoint[];
  /** Written, but dropped by a later `save` only because an include stood before it. */
  readonly dropped: readonly { readonly points: readonly ActivePoint[]; readonly by: Entry }[];
  /** The points compiled into the server are in force: nobody wrote any `save`. */
  readonly compiled: boolean;
  /** Any `save` line was read, even an empty one. */
  readonly written: boolean;
  /** A template decides about one of the lines, or the server refuses one: nothing certain can be said about the points. */
  readonly uncertain: boolean;
}

/** `initServerConfig`, server.c:2439 in 8.8.0 and redis.c:1389 in 2.8: the same in every version. */
export const COMPILED_SAVE_POINTS: readonly SavePoint[] = [
  { seconds: 3600n, changes: 1n },
  { seconds: 300n, changes: 100n },
  { seconds: 60n, changes: 10000n },
];

export class SaveList {
  readonly #era: 'adds' | 'per-text' | 'per-process';
  #points: ActivePoint[] = [];
  readonly #dropped: { points: ActivePoint[]; by: Entry }[] = [];
  #compiled: boolean;
  #written = false;
  #uncertain = false;
  #reading = false;
  #seen = false;

  constructor(version: ServerVersion, bare: boolean) {
    this.#era = hasRedis(version, 7) ? 'per-process' : hasRedis(version, 6, 2) ? 'per-text' : 'adds';
    this.#compiled = bare || hasRedis(version, 6, 2);
  }

  /** Call when a text begins to load; call what it returns when that text ends. */
  beginText(): () => void {
    const seenOutside = this.#seen;
    this.#reading = true;
    if (this.#era === 'per-text') this.#seen = false;
    return () => {
      this.#reading = false;
      if (this.#era === 'per-text') this.#seen = seenOutside;
    };
  }

  take(entry: Entry): void {
    const { verdict, line } = entry;
    const open = verdict.outcome === 'refuses' || verdict.outcome === 'unknown';
    if (line.conditional || open) this.#uncertain = true;
    if (open) return;
    const setting = verdict.outcome === 'ignores' ? undefined : verdict.setting;
    const save = setting?.type === 'save' ? setting : undefined;
    this.#written = true;
    if (save?.clears) this.#clear();
    this.#dropBefore(entry);
    for (const point of save?.points ?? []) this.#points.push({ ...point, entry });
  }

  state(): SaveState {
    return {
      points: this.#points,
      dropped: this.#dropped,
      compiled: this.#compiled,
      written: this.#written,
      uncertain: this.#uncertain,
    };
  }

  #dropBefore(by: Entry): void {
    if (this.#era === 'adds') return;
    const cleared = this.#era === 'per-process' && !this.#reading;
    const resets = cleared || !this.#seen;
    // save_loaded is only set where the flag still allows adding.
    if (!cleared) this.#seen = true;
    if (!resets) return;
    if (this.#points.length > 0) this.#dropped.push({ points: this.#points, by });
    this.#clear();
  }

  #clear(): void {
    this.#points = [];
    this.#compiled = false;
  }
}
