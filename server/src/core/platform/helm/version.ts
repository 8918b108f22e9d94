/** Which version of the server a release runs: what its image says, else what the version of the chart brings. */

import { isTemplated } from '../../catalogue/conditions';
import { releaseLines } from '../../catalogue/directives';
import { readImage } from '../../container/image/image';
import { matchingLines } from '../../container/image-version';
import type { ConfigText } from '../../directives/config-text';
import { factValue } from '../../model/fact';
import type { StatedFacts } from '../../model/stated';
import {
  ANY_PATCH,
  compareVersions,
  formatVersion,
  parseVersion,
  type ServerVersion,
} from '../../model/version';
import type { ImageInfo } from '../../server/image-info';
import type { VersionChoice } from '../../server/instance';
import { chooseVersion } from '../../server/version-choice';
import type { FileId } from '../../text/span';
import type { ChartValues, Found } from './read/values';

export interface ChartImage {
  /** Undefined where a template names it, or a name that says nothing about Redis. */
  readonly info: ImageInfo | undefined;
  readonly tag: string | undefined;
  readonly tagWritten: boolean;
}

export function chartImage(values: ChartValues): ChartImage {
  const { repository, tag } = values.chart.record.image;
  const name = textOf(values.get(repository));
  const found = values.get(tag);
  const text = textOf(found);
  const image = name === undefined ? undefined : readImage(text ? `${name}:${text}` : name);
  return {
    info: image,
    tag: text === '' ? undefined : text,
    tagWritten: found.kind === 'written' && text !== undefined && text !== '',
  };
}

function textOf(found: Found): string | undefined {
  if (found.kind !== 'written' && found.kind !== 'default') return undefined;
  const { tree } = found;
  return tree.kind === 'scalar' && !isTemplated(tree.text) ? tree.text : undefined;
}

/** For reading options before the configuration is known. */
export function assumedVersion(values: ChartValues, stated: StatedFacts): ServerVersion {
  const said = stated.version && factValue(stated.version);
  const { record, runs } = values.chart;
  const lines = releaseLines().filter(({ product }) => product === record.product);
  const newest = lines.at(-1) ?? { product: record.product, major: 8, minor: 0, patch: ANY_PATCH };
  return said ?? (runs === undefined ? undefined : parseVersion(runs, record.product)) ?? newest;
}

export function chartVersionChoice(
  values: ChartValues,
  image: ChartImage,
  stated: StatedFacts,
  texts: readonly ConfigText[],
  file: FileId,
): VersionChoice {
  const { chart } = values;
  const { product } = chart.record;
  const which = `${chart.record.id} ${chart.version}`;
  const said = stated.version && factValue(stated.version);
  const tagged = image.tagWritten && image.info?.version;
  const assumed = chart.stated ? '' : ', the newest version of the chart that is known here; none is stated';
  if (said) return chooseVersion(file, texts, stated, product);
  if (tagged) {
    const lines = releaseLines().filter((line) => line.product === (image.info?.product ?? product));
    const matching = matchingLines(lines, tagged, image.info?.product ?? product);
    const chosen = matching.at(-1);
    if (chosen) {
      const name = formatVersion(chosen);
      const reason = `${name}, as the tag "${image.tag ?? ''}" says, in the chart ${which}${assumed}`;
      return { chosen, name, candidates: matching, reason, stated: true };
    }
  }
  const appVersion =
    chart.runs === undefined || image.tagWritten ? undefined : parseVersion(chart.runs, product);
  if (!appVersion) {
    const choice = chooseVersion(file, texts, stated, product);
    return { ...choice, reason: `${choice.reason} The chart is ${which}${assumed}.` };
  }
  const name = formatVersion(appVersion);
  if (chart.beyond) {
    const candidates = releaseLines().filter(
      (line) => line.product === product && compareVersions(line, appVersion) >= 0,
    );
    const reason = `${name} or later: ${which} is newer than the charts that are known here (${chart.record.provenance.version})`;
    return { chosen: appVersion, name, candidates, reason, stated: false };
  }
  const reason = `${name}, which ${which} runs${assumed}`;
  return { chosen: appVersion, name, candidates: [appVersion], reason, stated: chart.stated };
}
