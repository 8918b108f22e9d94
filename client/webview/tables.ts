/** The tables of the picture: the terms of one budget, and all servers of the workspace. */

import type { Budget, Term } from '../../server/src/core/memory/budget';
import { rangeText, sourceText } from '../../server/src/core/server/budget-sentences';
import { formatBytes } from '../../server/src/core/units/bytes';
import { html } from './elements';
import { GROUP_OF } from './layout';
import { type Ranked, verdictOf } from './scenario';

const headRow = (...names: readonly string[]): HTMLTableSectionElement =>
  html('thead', {}, html('tr', {}, ...names.map((name) => html('th', { scope: 'col' }, name))));

export function termsTable({ terms, expected, worst }: Budget): HTMLTableElement {
  const rows = terms.map((term) =>
    html(
      'tr',
      {},
      html(
        'th',
        { scope: 'row' },
        html('span', { class: `swatch ${GROUP_OF[term.key]}`, 'aria-hidden': 'true' }),
        term.name,
      ),
      html('td', { class: 'number' }, rangeText(term.expected)),
      html('td', { class: 'number' }, term.bytes === undefined ? 'no bound' : formatBytes(term.bytes)),
      html('td', {}, sourceOf(term)),
    ),
  );
  const total = html(
    'tr',
    { class: 'total' },
    html('th', { scope: 'row' }, 'together'),
    html('td', { class: 'number' }, rangeText(expected)),
    html('td', { class: 'number' }, worst === undefined ? 'no bound' : formatBytes(worst)),
    html('td', {}, ''),
  );
  return html(
    'table',
    { 'aria-label': 'Terms of the memory budget' },
    headRow('term', 'expected', 'at worst', 'from'),
    html('tbody', {}, ...rows, total),
  );
}

const sourceOf = ({ reason, provenance }: Term): string =>
  [reason, ...provenance.flatMap(sourceText)].join('; ');

/**
 * Radio buttons, so that the arrow keys choose.
 * @param choose called with the id of a server
 * @param open called to show where it stands
 */
export function serversTable(
  servers: readonly Ranked[],
  selected: string | undefined,
  choose: (id: string) => void,
  open: (id: string) => void,
): HTMLTableElement {
  const rows = servers.map(({ entry, budget }, index) => {
    const radio = html('input', { type: 'radio', name: 'server', id: `server-${index}`, value: entry.id });
    radio.checked = entry.id === selected;
    radio.addEventListener('change', () => choose(entry.id));
    const link = html('button', { class: 'link', type: 'button' }, entry.file);
    link.setAttribute('aria-label', `Open ${entry.file}`);
    link.addEventListener('click', () => open(entry.id));
    const row = html(
      'tr',
      { class: entry.id === selected ? 'selected' : '' },
      html('th', { scope: 'row' }, radio, html('label', { for: `server-${index}` }, entry.name)),
      html('td', {}, link),
      html('td', { class: 'number' }, budget ? formatBytes(budget.dataset) : 'unknown'),
      html(
        'td',
        { class: 'number' },
        budget ? (budget.worst === undefined ? 'no bound' : formatBytes(budget.worst)) : 'unknown',
      ),
      html('td', { class: 'number' }, budget?.limit === undefined ? 'not known' : formatBytes(budget.limit)),
      html('td', {}, verdictOf(budget)),
    );
    return row;
  });
  return html(
    'table',
    { 'aria-label': 'Servers of this workspace, worst first' },
    headRow('server', 'file', 'data', 'at worst', 'limit', 'verdict'),
    html('tbody', {}, ...rows),
  );
}
