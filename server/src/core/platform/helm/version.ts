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
import { newestOf } from './catalogue/charts';
import type { ChartValues, Found } from './read/values';

export interface ChartImage {
  /** Undefined where a template names it, or a name that says nothing about Redis. */
  readonly info: ImageInfo | undefined;
  readonly tag: string | undefined;
  /** By the user, or by a chart around this one: the version of the chart says nothing then. */
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
    tagWritten: text !== undefined && text !== '',
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
  const { record } = values.chart;
  const lines = releaseLines().filter(({ product }) => product === record.product);
  const newest = lines.at(-1) ?? { product: record.product, major: 8, minor: 0, patch: ANY_PATCH };
  return said ?? versionsRun(values).at(-1) ?? newest;
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
  const runs = image.tagWritten ? [] : versionsRun(values);
  const [first, ...later] = runs;
  if (!first) {
    const choice = chooseVersion(file, texts, stated, product);
    return { ...choice, reason: `${choice.reason} The chart is ${which}${assumed}.` };
  }
  if (chart.beyond) return laterThan(first, which, newestOf(chart.record));
  return oneOf([first, ...later], which, assumed, chart.stated);
}

/** Releases of the server that the versions in question of the chart run, oldest first. */
const versionsRun = ({ chart }: ChartValues): ServerVersion[] =>
  chart.runs
    .flatMap((release) => parseVersion(release, chart.record.product) ?? [])
    .filter(isPlausible)
    .sort(compareVersions);

/** A line that is known, or a later one: templates of new charts carry numbers that are nobody's. */
function isPlausible(version: ServerVersion): boolean {
  const lines = releaseLines().filter(({ product }) => product === version.product);
  const newest = lines.at(-1);
  const isLater =
    newest !== undefined && compareVersions(version, newest) > 0 && version.major <= newest.major + 1;
  return isLater || lines.some((line) => isSameLine(line, version));
}

const isSameLine = (a: ServerVersion, b: ServerVersion): boolean =>
  a.product === b.product && a.major === b.major && a.minor === b.minor;

function laterThan(first: ServerVersion, which: string, newest: string): VersionChoice {
  const candidates = releaseLines().filter(
    (line) => line.product === first.product && compareVersions(line, first) >= 0,
  );
  const name = formatVersion(first);
  const reason = `${name} or later: ${which} is newer than the charts that are known here (${newest})`;
  return { chosen: first, name, candidates, reason, stated: false };
}

/** @param runs oldest first; several for a range of versions */
function oneOf(
  runs: readonly [ServerVersion, ...ServerVersion[]],
  which: string,
  assumed: string,
  isStated: boolean,
): VersionChoice {
  const [first] = runs;
  const chosen = runs.at(-1) ?? first;
  const same = isSameLine(first, chosen);
  const name = formatVersion(same && runs.length > 1 ? { ...chosen, patch: ANY_PATCH } : chosen);
  const reason = `${same ? name : `${formatVersion(first)} to ${name}`}, which ${which} runs${assumed}`;
  return { chosen, name, candidates: runs, reason, stated: isStated && same };
}
