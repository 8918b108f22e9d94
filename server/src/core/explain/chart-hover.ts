/** What a hover shows over a value of a known chart: what the chart does with it, and what it is where nobody writes it. */

import type { ChartFacts, ChartValue } from '../server/chart-facts';
import type { RedisInstance } from '../server/instance';
import { contains, type FileId, type StableOffset } from '../text/span';
import type { HoverText } from './hover';

/** @returns undefined over anything that is no key of a value known here */
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
    ? ' The version of the chart is not stated; this is the newest one that is known here.'
    : '';
  return `\`${path}\` of ${chart.name}\n\n${text}\n\n${defaultSentence(defaultText)}${version}`;
}

function defaultSentence(defaultText: string | undefined): string {
  if (defaultText === undefined) return 'The chart sets nothing by itself.';
  if (defaultText === '') return 'Empty by default.';
  return defaultText.includes('\n')
    ? `Default:\n\n\`\`\`redis-conf\n${defaultText}\n\`\`\`\n\n`
    : `Default: \`${defaultText}\`.`;
}
