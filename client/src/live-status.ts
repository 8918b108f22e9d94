/** The language status item of running servers: connected to what, how old, when next, and what is wrong. */

import { LanguageStatusSeverity, languages } from 'vscode';
import type { ConnectionState } from './connections';
import { SELECTOR } from './gate';

/** Ages are counted on while nothing arrives. Milliseconds. */
const TICK = 5000;

export class LiveStatus {
  readonly #item = languages.createLanguageStatusItem('forkguard.live', SELECTOR);
  #states: readonly ConnectionState[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#item.name = 'Forkguard: running servers';
    this.#show();
  }

  update(states: readonly ConnectionState[]): void {
    this.#states = states;
    clearInterval(this.#timer);
    if (states.length > 0) this.#timer = setInterval(() => this.#show(), TICK);
    this.#show();
  }

  #show(): void {
    const failed = this.#states.filter(({ problem }) => problem !== undefined && problem !== null);
    const none = this.#states.length === 0;
    this.#item.text = none
      ? 'No running server'
      : this.#states.map((state) => textOf(state, Date.now())).join(' · ');
    this.#item.detail = none
      ? 'Findings are estimates'
      : this.#states.map((state) => detailOf(state, Date.now())).join(' · ');
    this.#item.severity =
      failed.length > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    this.#item.busy = this.#states.some(({ state }) => state === 'connecting');
    this.#item.command = none
      ? { title: 'Connect', command: 'forkguard.connect' }
      : { title: 'Show', command: 'forkguard.showConnections' };
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#item.dispose();
  }
}

/** `orders: measured 12 s ago`, `orders: no connection, measured 4 min ago`. */
export function textOf({ name, state, at, forking }: ConnectionState, now: number): string {
  const measured = at === undefined || at === null ? '' : `measured ${ageOf(now - at)}`;
  if (state === 'connecting') return `${name}: connecting`;
  if (state === 'failed') return `${name}: no connection${measured === '' ? '' : `, ${measured}`}`;
  return `${name}: ${measured}${forking ? ', a fork runs' : ''}`;
}

/** Where it is connected to, the last problem, and when it is asked next. */
export function detailOf({ addresses, next, problem }: ConnectionState, now: number): string {
  const due =
    next === undefined || next === null ? '' : `next in ${Math.max(0, Math.round((next - now) / 1000))} s`;
  return [problem, problem ? undefined : addresses.join(', '), due].filter(Boolean).join(', ');
}

function ageOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 10) return 'just now';
  return seconds < 100 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}
