/** The memory budget picture: shows one server, lets somebody suppose other numbers, and asks for the edit. */

import { type Budget, budgetOf } from '../../server/src/core/memory/budget';
import { formatBytes, groupDigits, roundCount } from '../../server/src/core/units/bytes';
import { barsChart, curveChart } from './charts';
import { Controls } from './controls';
import { curveOf } from './curve';
import { html } from './elements';
import type { BudgetEntry, FromPicture, ToPicture } from './entry';
import { GROUP_NAMES, GROUP_OF, GROUPS } from './layout';
import {
  type Control,
  changesOf,
  curveRate,
  inputOf,
  type Moved,
  ranked,
  verdictOf,
  verdictText,
} from './scenario';
import { serversTable, termsTable } from './tables';

interface State {
  readonly selected?: string;
  readonly moved?: Moved;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPicture): void;
  getState(): State | undefined;
  setState(state: State): void;
};

const editor = acquireVsCodeApi();

/** Pixels; below it the charts are made smaller. */
const LEAST_WIDTH = 320;

class Picture {
  #entries: readonly BudgetEntry[] | undefined;
  #selected: string | undefined;
  #moved: Moved;
  /** What became of the last edit, until another number is moved. */
  #answer: string | undefined;
  readonly #title = html('h1');
  readonly #verdict = html('p', { class: 'verdict', role: 'status', 'aria-live': 'polite' });
  readonly #bars = html('div');
  readonly #legend = html('ul', { class: 'legend', 'aria-hidden': 'true' });
  readonly #curveTitle = html('h2');
  readonly #curve = html('div');
  readonly #terms = html('div', { class: 'wide' });
  readonly #servers = html('div', { class: 'wide' });
  readonly #controls = new Controls((control, value) => this.#move(control, value));
  readonly #apply = html('button', { type: 'button', class: 'primary' }, 'Apply these numbers');
  readonly #reset = html('button', { type: 'button' }, 'Back to the files');
  readonly #applyNote = html('p', { class: 'note', role: 'status', id: 'apply-note' });
  readonly #one = html('div');

  constructor() {
    const { selected, moved = {} } = editor.getState() ?? {};
    this.#selected = selected;
    this.#moved = moved;
    this.#apply.setAttribute('aria-describedby', 'apply-note');
    this.#apply.addEventListener('click', () => this.#applied());
    this.#reset.addEventListener('click', () => this.#choose(this.#selected));
    this.#one.append(
      this.#bars,
      this.#legend,
      this.#controls.element,
      html('div', { class: 'buttons' }, this.#apply, this.#reset),
      this.#applyNote,
      this.#curveTitle,
      this.#curve,
      html('h2', {}, 'Where the numbers come from'),
      this.#terms,
    );
    document.body.append(
      html(
        'main',
        {},
        this.#title,
        this.#verdict,
        this.#one,
        html('h2', {}, 'All servers of this workspace, worst first'),
        this.#servers,
      ),
    );
    this.#show();
  }

  receive(message: ToPicture): void {
    if (message.kind === 'applied') {
      if (message.problem === undefined) this.#moved = without(this.#moved, ['limit', 'maxmemory']);
      this.#answer = message.problem ?? 'The file is changed. Undo in its editor takes it back.';
      this.#show();
      return;
    }
    const same = JSON.stringify(this.#entries) === JSON.stringify(message.entries);
    // Whoever is about to press something in it keeps it.
    if (same && message.select === undefined) return;
    this.#entries = message.entries;
    const wanted = message.select ?? this.#selected;
    if (wanted !== this.#selected) this.#moved = {};
    const known = message.entries.some(({ id }) => id === wanted);
    this.#selected = known ? wanted : ranked(message.entries)[0]?.entry.id;
    if (!known) this.#moved = {};
    this.#show();
    this.#showServers();
  }

  #choose(id: string | undefined): void {
    this.#selected = id;
    this.#moved = {};
    this.#answer = undefined;
    this.#show();
    this.#showServers();
  }

  #move(control: Control, value: number | undefined): void {
    this.#answer = undefined;
    this.#moved = {
      ...without(this.#moved, [control]),
      ...(value === undefined ? {} : { [control]: value }),
    };
    this.#show();
  }

  #applied(): void {
    const entry = this.#entry;
    if (entry) editor.postMessage({ kind: 'apply', id: entry.id, ...changesOf(entry, this.#moved) });
  }

  get #width(): number {
    return Math.max(LEAST_WIDTH, this.#one.clientWidth);
  }

  /** The charts are drawn for the width that there is. */
  resized(): void {
    this.#show();
  }

  get #entry(): BudgetEntry | undefined {
    return this.#entries?.find(({ id }) => id === this.#selected);
  }

  #show(): void {
    const entry = this.#entry;
    this.#one.hidden = !entry;
    this.#title.textContent = entry ? entry.name : 'Memory budget';
    if (entry) {
      editor.setState({ selected: entry.id, moved: this.#moved });
      this.#showEntry(entry);
    } else
      this.#verdict.textContent = this.#entries
        ? 'No Redis or Valkey server is seen in the open folders.'
        : 'Reading the folders.';
  }

  #showEntry(entry: BudgetEntry): void {
    const input = inputOf(entry.input, this.#moved);
    const budget = budgetOf(input);
    const text = verdictText(budget);
    // Assistive technology reads it out whenever it is set.
    if (this.#verdict.textContent !== text) this.#verdict.textContent = text;
    this.#verdict.dataset.verdict = verdictOf(budget);
    this.#controls.show(entry.input, this.#moved);
    this.#showButtons(entry);
    this.#bars.replaceChildren(...(budget ? [barsChart(budget, this.#width)] : []));
    this.#legend.replaceChildren(...(budget ? legendOf(budget) : []));
    this.#terms.replaceChildren(...(budget ? [termsTable(budget)] : []));
    this.#showCurve(input, budget);
  }

  #showCurve(input: BudgetEntry['input'], budget: Budget | undefined): void {
    const duration = budget?.duration;
    this.#curveTitle.hidden = this.#curve.hidden = !duration;
    if (!budget || !duration) return;
    const { rate, reason } = curveRate(input, budget);
    this.#curveTitle.textContent = `Memory over one save at ${groupDigits(roundCount(rate))} writes/s`;
    this.#curve.replaceChildren(
      curveChart(curveOf(input, rate, duration.longest), budget.limit, this.#width),
      html('p', { class: 'note' }, `From the least to the most that is expected; ${reason}.`),
    );
  }

  #showButtons(entry: BudgetEntry): void {
    const { limit, maxmemory } = changesOf(entry, this.#moved);
    const parts = [
      ...(limit === undefined ? [] : [`memory limit ${formatBytes(limit)}`]),
      ...(maxmemory === undefined ? [] : [`maxmemory ${formatBytes(maxmemory)}`]),
    ];
    this.#apply.disabled = parts.length === 0;
    this.#reset.disabled = Object.keys(this.#moved).length === 0;
    const offer = parts.length > 0 ? `Writes ${parts.join(' and ')}.` : unreachable(entry);
    this.#applyNote.textContent = this.#answer ?? offer;
  }

  #showServers(): void {
    const servers = ranked(this.#entries ?? []);
    const before = document.activeElement;
    const focused = before instanceof HTMLInputElement && before.type === 'radio' ? before.value : undefined;
    const open = (id: string) => {
      const entry = this.#entries?.find((one) => one.id === id);
      if (entry) editor.postMessage({ kind: 'open', uri: entry.uri, line: entry.range.start.line });
    };
    const table = serversTable(servers, this.#selected, (id) => this.#choose(id), open);
    this.#servers.replaceChildren(table);
    // The table is made anew; whoever goes through it with the arrow keys stays where they are.
    if (focused !== undefined)
      table.querySelector<HTMLInputElement>('input:checked')?.focus({ preventScroll: true });
  }
}

function without(moved: Moved, controls: readonly Control[]): Moved {
  return Object.fromEntries(
    Object.entries(moved).filter(([control]) => !controls.some((one) => one === control)),
  );
}

function unreachable({ writable }: BudgetEntry): string {
  if (!writable.limit && !writable.maxmemory) return 'No edit reaches the limit or maxmemory of this server.';
  if (!writable.limit) return 'Move maxmemory to apply another one; no edit reaches the limit.';
  if (!writable.maxmemory) return 'Move the limit to apply another one; no edit reaches maxmemory.';
  return 'Move maxmemory or the limit to apply other numbers.';
}

function legendOf({ terms }: Budget): HTMLLIElement[] {
  const shown = GROUPS.filter((group) => terms.some(({ key }) => GROUP_OF[key] === group));
  return shown.map((group) => html('li', {}, html('span', { class: `swatch ${group}` }), GROUP_NAMES[group]));
}

const picture = new Picture();
window.addEventListener('message', ({ data }: MessageEvent<ToPicture>) => picture.receive(data));
window.addEventListener('resize', () => picture.resized());
editor.postMessage({ kind: 'ready' });
