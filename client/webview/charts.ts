/** The two charts as SVG: stacked bars against the limit, and memory over one save. */

import type { Budget } from '../../server/src/core/memory/budget';
import { rangeText } from '../../server/src/core/server/budget-sentences';
import { formatBytes } from '../../server/src/core/units/bytes';
import { type CurvePoint, crossing } from './curve';
import { svg } from './elements';
import { type Bar, expectedBar, extentOf, marksOf, type Segment, worstBar } from './layout';

const LEFT = 72;
const RIGHT = 12;
const BAR = 34;
const GAP = 14;
const TOP = 22;

const picture = (width: number, height: number, label: string, ...children: SVGElement[]): SVGSVGElement =>
  svg('svg', { width, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, ...children);

/** Numbers of the picture in one sentence, for those who do not see it. */
function barsLabel({ terms, expected, worst, limit, unbounded }: Budget): string {
  const parts = terms.map(
    ({ name, expected: range, bytes }) =>
      `${name} ${rangeText(range)}, at worst ${bytes === undefined ? 'without bound' : formatBytes(bytes)}`,
  );
  const total =
    worst === undefined
      ? `There is no worst case: ${unbounded}`
      : `Together ${rangeText(expected)}, at worst ${formatBytes(worst)}`;
  const line = limit === undefined ? 'No limit is known' : `The limit is ${formatBytes(limit)}`;
  return `${parts.join('; ')}. ${total}. ${line}.`;
}

/** @param width pixels, so that letters have their size */
export function barsChart(budget: Budget, width: number): SVGSVGElement {
  const bars: [string, Bar][] = [
    ['expected', expectedBar(budget)],
    ['at worst', worstBar(budget)],
  ];
  const extent = extentOf(
    budget,
    bars.map(([, bar]) => bar),
  );
  const x = (bytes: number): number => LEFT + (bytes / extent) * (width - LEFT - RIGHT);
  const bottom = TOP + bars.length * (BAR + GAP);
  const rows = bars.flatMap(([name, bar], index) => barRow(name, bar, TOP + index * (BAR + GAP), x, width));
  const label = barsLabel(budget);
  return picture(
    width,
    bottom + 22,
    label,
    ...byteMarks(extent, x, bottom),
    ...rows,
    ...limitLine(budget, x, bottom, width),
  );
}

function barRow(
  name: string,
  { segments, open }: Bar,
  y: number,
  x: (bytes: number) => number,
  width: number,
) {
  const end = segments.at(-1)?.to ?? 0;
  return [
    svg('text', { x: LEFT - 8, y: y + BAR / 2 + 4, class: 'axis end' }, name),
    ...segments.map((segment) => rectangle(segment, y, x)),
    ...(open
      ? [svg('path', { class: 'open', d: `M${x(end)} ${y}h${width - RIGHT - x(end)}m0 ${BAR}H${x(end)}` })]
      : []),
  ];
}

const rectangle = ({ group, name, from, to }: Segment, y: number, x: (bytes: number) => number) =>
  svg(
    'rect',
    { class: `part ${group}`, x: x(from), y, width: Math.max(1, x(to) - x(from)), height: BAR },
    svg('title', {}, `${name}: ${formatBytes(to - from)}`),
  );

const byteMarks = (extent: number, x: (bytes: number) => number, bottom: number) =>
  marksOf(extent, 1024).flatMap((bytes) => [
    svg('line', { class: 'grid', x1: x(bytes), x2: x(bytes), y1: TOP - 6, y2: bottom }),
    svg(
      'text',
      { x: x(bytes), y: bottom + 15, class: 'axis middle' },
      bytes === 0 ? '0' : formatBytes(bytes),
    ),
  ]);

function limitLine({ limit }: Budget, x: (bytes: number) => number, bottom: number, width: number) {
  if (limit === undefined) return [];
  const at = x(limit);
  const side = at > width / 2 ? 'end' : 'start';
  return [
    svg('line', { class: 'limit', x1: at, x2: at, y1: 4, y2: bottom }),
    svg(
      'text',
      { x: at + (side === 'end' ? -6 : 6), y: 12, class: `axis strong ${side}` },
      `limit ${formatBytes(limit)}`,
    ),
  ];
}

const HEIGHT = 240;

function curveLabel(points: readonly CurvePoint[], limit: number | undefined): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return 'Memory over one save: unknown.';
  const seconds = Number(last.seconds.toPrecision(2));
  const over = crossing(points, limit);
  const end =
    limit === undefined
      ? 'no limit is known'
      : over === undefined
        ? 'the limit is not reached'
        : `the limit can be reached after ${Number(over.toPrecision(2))} s`;
  return `Memory over a save of ${seconds} s: ${rangeText(first)} at the fork, ${rangeText(last)} at its end; ${end}.`;
}

/** @param width pixels */
export function curveChart(
  points: readonly CurvePoint[],
  limit: number | undefined,
  width: number,
): SVGSVGElement {
  const last = points.at(-1);
  const seconds = last?.seconds || 1;
  const most = Math.max(...points.map(({ low, high }) => high ?? low), limit ?? 0) * 1.08;
  const [bottom, top] = [HEIGHT - 28, 12];
  const x = (at: number): number => LEFT + (at / seconds) * (width - LEFT - RIGHT);
  const y = (bytes: number): number => bottom - (bytes / most) * (bottom - top);
  const line = (bytes: (point: CurvePoint) => number) =>
    points.map((point) => `${x(point.seconds).toFixed(1)} ${y(bytes(point)).toFixed(1)}`);
  const high = line((point) => point.high ?? most);
  const low = line((point) => point.low);
  const limits =
    limit === undefined
      ? []
      : [
          svg('line', { class: 'limit', x1: LEFT, x2: width - RIGHT, y1: y(limit), y2: y(limit) }),
          svg(
            'text',
            { x: width - RIGHT, y: y(limit) - 5, class: 'axis strong end' },
            `limit ${formatBytes(limit)}`,
          ),
        ];
  return picture(
    width,
    HEIGHT,
    curveLabel(points, limit),
    ...marksOf(most, 1024).flatMap((bytes) => [
      svg('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(bytes), y2: y(bytes) }),
      svg(
        'text',
        { x: LEFT - 8, y: y(bytes) + 4, class: 'axis end' },
        bytes === 0 ? '0' : formatBytes(bytes),
      ),
    ]),
    ...marksOf(seconds, 10).map((at) =>
      svg('text', { x: x(at), y: HEIGHT - 10, class: 'axis middle' }, `${Number(at.toPrecision(3))} s`),
    ),
    svg('path', { class: 'band', d: `M${high.join('L')}L${low.reverse().join('L')}Z` }),
    svg('path', { class: 'curve', d: `M${high.join('L')}` }),
    ...limits,
  );
}
