/** One connection: when it is asked again, what it said, and what is wrong with it. */

import { activeFork } from '../core/live/readings';
import { infoText, type Observation, type ObservedNode } from '../core/observations';
import type { ConnectRequest, LiveAccess, LiveSession } from './live-access';

/** For the status of the editor; nothing of it is a secret. */
export interface ConnectionState {
  readonly name: string;
  readonly state: 'connecting' | 'connected' | 'failed';
  /** Addresses that were observed. */
  readonly addresses: readonly string[];
  /** Milliseconds since 1970 of the last observation. */
  readonly at: number | undefined;
  /** The same of the next one; undefined while none is due. */
  readonly next: number | undefined;
  readonly problem: string | undefined;
  readonly forking: boolean;
}

/** Milliseconds. */
const INTERVAL = 15_000;
const FORKING_INTERVAL = 1000;
const LONGEST_INTERVAL = 60_000;
/** Readings that are kept of one server, this far apart. */
const KEPT = 20;

export interface LiveHost {
  /** Something was observed, or is no longer. */
  changed(): void;
  /** Only what is said about the connection changed: it is being opened, or is asked again at another time. */
  stateChanged(): void;
  failed(error: unknown): void;
  /** Whether a file that the connection stands for can be seen. */
  isVisible(name: string): boolean;
}

export class LiveConnection {
  readonly request: ConnectRequest;
  readonly #access: LiveAccess;
  readonly #host: LiveHost;
  #session: Promise<LiveSession> | undefined;
  #nodes: ObservedNode[] = [];
  #problem: string | undefined;
  #at: number | undefined;
  #next: number | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(request: ConnectRequest, access: LiveAccess, host: LiveHost) {
    this.request = request;
    this.#access = access;
    this.#host = host;
  }

  get name(): string {
    return this.request.name;
  }

  get nodes(): readonly ObservedNode[] {
    return this.#nodes;
  }

  get state(): ConnectionState {
    const seen = this.#at !== undefined;
    const fine = this.#failures === 0 && seen;
    return {
      name: this.name,
      state: fine ? 'connected' : this.#failures > 0 ? 'failed' : 'connecting',
      addresses: this.#nodes.map(({ latest }) => latest.address),
      at: this.#at,
      next: this.#next,
      problem: this.#problem,
      forking: this.#forking,
    };
  }

  get #forking(): boolean {
    return this.#nodes.some(({ latest }) => activeFork(latest) !== undefined);
  }

  /** One at a time: whoever asks meanwhile gets the answer that is under way. */
  refresh(): Promise<void> {
    this.#running ??= this.#ask().finally(() => {
      this.#running = undefined;
      this.#schedule();
      if (!this.#closed) this.#host.changed();
    });
    return this.#running;
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    this.#next = undefined;
    try {
      this.#session ??= this.#access.open(this.request);
      const { observations, problems } = await (await this.#session).observe();
      if (this.#closed) return;
      this.#nodes = observations.map((latest) => this.#withHistory(latest));
      this.#at = Math.max(...observations.map(({ at }) => at));
      this.#problem = problems.map(({ message }) => message).join(' ') || undefined;
      this.#failures = 0;
    } catch (error) {
      // Linting goes on with what was seen last, and says how old it is.
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#failures += 1;
    }
  }

  /** Older readings of the same process. */
  #withHistory(latest: Observation): ObservedNode {
    const before = this.#nodes.find((node) => node.latest.address === latest.address);
    const same = before && infoText(before.latest, 'run_id') === infoText(latest, 'run_id');
    if (!before || !same) return { latest, earlier: [] };
    const last = before.earlier.at(-1);
    const apart = last === undefined || before.latest.at - last.at >= INTERVAL - 1000;
    const earlier = apart ? [...before.earlier, before.latest].slice(-KEPT) : before.earlier;
    return { latest, earlier };
  }

  visibilityChanged(): void {
    if (this.#running || this.#closed) return;
    const due = this.#at === undefined || Date.now() - this.#at >= INTERVAL;
    if (this.#host.isVisible(this.name) && due) {
      this.#refreshInBackground();
      return;
    }
    const before = this.#next;
    this.#schedule();
    if ((before === undefined) !== (this.#next === undefined)) this.#host.stateChanged();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#next = undefined;
    if (this.#closed || !this.#host.isVisible(this.name)) return;
    const wait =
      this.#failures > 0
        ? Math.min(LONGEST_INTERVAL, INTERVAL * 2 ** (this.#failures - 1))
        : this.#forking
          ? FORKING_INTERVAL
          : INTERVAL;
    this.#next = Date.now() + wait;
    this.#timer = setTimeout(() => this.#refreshInBackground(), wait);
  }

  #refreshInBackground(): void {
    this.refresh().catch((error: unknown) => this.#host.failed(error));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#session?.then((session) => session.close()).catch(() => {});
  }
}
