/** What a hover shows over a value of a known chart: what the chart does with it, and what it is where nobody writes it. */

import type { ChartFacts, ChartValue, RedisInstance } from '../model/instance';
import { contains, type FileId } from '../text/span';
import type { HoverText } from './hover';

/** @returns undefined over anything that is no key of a value known here */
export function chartHoverAt(
  instances: readonly RedisInstance[],
  file: FileId,
  offset: number,
): HoverText | undefined {
  for (const { chart } of instances) {
    for (const value of chart?.values ?? []) {
      const place = value.written.find((one) => one.file === file && contains(one.span, offset));
      if (chart && place) return { markdown: chartValueMarkdown(value, chart), span: place.span };
    }
  }
  return undefined;
}

export function chartValueMarkdown({ path, text, brought }: ChartValue, chart: ChartFacts): string {
  const version = chart.assumed
    ? ' The version of the chart is not stated; this is the newest one that is known here.'
    : '';
  return `\`${path}\` of ${chart.name}\n\n${text}\n\n${broughtText(brought)}${version}`;
}

function broughtText(brought: string | undefined): string {
  if (brought === undefined) return 'The chart sets nothing by itself.';
  if (brought === '') return 'Empty by default.';
  return brought.includes('\n')
    ? `Default:\n\n\`\`\`redis-conf\n${brought}\n\`\`\`\n\n`
    : `Default: \`${brought}\`.`;
}
