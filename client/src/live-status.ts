/** The language status item of running servers: connected to what, how old, when next, and what is wrong. */

import { LanguageStatusSeverity, languages } from 'vscode';
import { SELECTOR } from './gate';
import type { ConnectionState } from './live-link';
import { detailOf, textOf } from './live-status-text';

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

  /** What the status item says now. */
  get shown(): { readonly text: string; readonly detail: string; readonly problem: boolean } {
    const { text, detail = '', severity } = this.#item;
    return { text, detail, problem: severity !== LanguageStatusSeverity.Information };
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#item.dispose();
  }
}
