/** Hovers over values of a known chart: how the chart uses the value, and its default. */

import type { ChartFacts, ChartValue } from '../server/chart-facts';
import type { RedisInstance } from '../server/instance';
import { contains, type FileId, type StableOffset } from '../text/span';
import type { HoverText } from './hover';

/** @returns undefined unless a known value's key is at the offset */
export function chartHoverAt(
  instances: readonly RedisInstance[],
  file: FileId,
  offset: StableOffset,
): HoverText | undefined {
  for (const { chart } of instances) {
    for (const value of chart?.values ?? []) {
      const place = value.written.find((one) => one.file === file && contains(one.span, offset));
      if (chart && place) return { markdown: chartValueMarkdown(value, chart), span: place.span };
    }
  }
  return undefined;
}

export function chartValueMarkdown({ path, text, defaultText }: ChartValue, chart: ChartFacts): string {
  const version = chart.assumed
    ? ' The version of the chart is not stated; this is the newest known one.'
    : '';
  return `\`${path}\` of ${chart.name}\n\n${text}\n\n${defaultSentence(defaultText)}${version}`;
}

function defaultSentence(defaultText: string | undefined): string {
  if (defaultText === undefined) return 'No default.';
  if (defaultText === '') return 'Empty by default.';
  return defaultText.includes('\n')
    ? `Default:\n\n\`\`\`redis-conf\n${defaultText}\n\`\`\`\n\n`
    : `Default: \`${defaultText}\`.`;
}
