/** One pod, twice: as Forkguard reads its manifest, and as a real redis-server started in the way Kubernetes would. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { primaryName } from '../../../server/src/core/catalogue/directives';
import { checkInstance } from '../../../server/src/core/check';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { factValue } from '../../../server/src/core/model/fact';
import { hasRedis, type ServerVersion } from '../../../server/src/core/model/version';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import type { Server } from '../../servers';
import { lintFiles } from '../../support/lint-text';
import { type Comparison, comparedNames, type Disagreement, hiddenNames } from '../compare';
import { inFolder, type Started, startAndAsk } from '../redis-server';
import type { PodCase } from './generate';
import { materialise, WITHOUT_OPTIONS } from './kubelet';
import { filesOf, objectsOf } from './manifest';

export interface PodComparison extends Comparison {
  /** Settings of those compared that the manifest does not tell. */
  readonly unknown: number;
}

/** What decides about the server, and the manifest as it was linted: for showing a disagreement. */
export function showPod(pod: PodCase): string {
  const { server, init, configMaps, settings, image } = pod.written;
  const short = JSON.stringify({ image, server, init, configMaps, settings, open: pod.open });
  return `${short}\n${Object.values(manifestOf(pod)).join('---\n')}`;
}

const manifestOf = ({ written, style }: PodCase): Record<string, string> =>
  filesOf(objectsOf(written), style);

export async function comparePod({ path, version }: Server, pod: PodCase): Promise<PodComparison> {
  let bare = false;
  const server = await inFolder(async (folder) => {
    const processes = materialise(pod.runs, folder, path);
    const last = processes.pop();
    if (!last) throw new Error('a pod without a server');
    for (const {
      argv: [program = '', ...args],
      env,
    } of processes) {
      const { status, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
      if (status !== 0) return { started: false, message: `init container: ${stderr}` } as Started;
    }
    const started = await startAndAsk(last, folder, hiddenNames(version));
    bare = existsSync(join(folder, `server.sock.${WITHOUT_OPTIONS}`));
    return started;
  });
  return compare(pod, server, reachedBy(bare, version));
}

function compare(pod: PodCase, server: Started, decided: ReadonlySet<string>): PodComparison {
  const { instances } = lintFiles(manifestOf(pod));
  const instance = instances.find(({ withoutWorkload }) => !withoutWorkload);
  const failed = (about: string, forkguard: string, theirs: string): PodComparison => ({
    started: server.started,
    compared: 0,
    unknown: 0,
    disagreements: [{ about, forkguard, server: theirs }],
  });
  if (!instance) return failed('server', 'none', server.started ? 'starts' : server.message);
  // Not those of ConfigMaps that this server does not read.
  const findings = checkInstance(instance, NO_CONFIGURATION);
  const refusals = findings.filter(({ outcome }) => outcome === 'refuses').map(({ message }) => message);
  if (server.started && refusals.length > 0) return failed('start', refusals.join(' | '), 'starts');
  if (!server.started)
    return refusals.length > 0 || isOpen(pod)
      ? { started: false, compared: 0, unknown: 0, disagreements: [] }
      : failed('start', 'starts', server.message);
  let unknown = 0;
  const names = comparedNames(instance, server.settings).filter((name) => !decided.has(name));
  const disagreements = names.flatMap((about): Disagreement[] => {
    const key = primaryName(instance.version.chosen.product, about) ?? about;
    const fact = printedSetting(instance, key);
    const theirs = server.settings.get(about) ?? '';
    const value = factValue(fact);
    if (value !== undefined) {
      // Save points add up: those that are written hold, and a file that nobody can read may have more.
      const more = about === 'save' && pod.open === 'all' && theirs.includes(String(value));
      return String(value) === theirs || more ? [] : [{ about, forkguard: String(value), server: theirs }];
    }
    unknown += 1;
    return mayBeUnknown(pod, key) ? [] : [{ about, forkguard: fact.kind, server: theirs }];
  });
  return { started: true, compared: names.length, unknown, disagreements };
}

/**
 * Settings that the options of the test decide, with which it can reach the server (kubelet.ts). Before 7.0 any option
 * at all takes the save points that a server has without one (`resetServerSaveParams` in main(), server.c).
 */
const reachedBy = (bare: boolean, version: ServerVersion): ReadonlySet<string> =>
  new Set(['port', 'unixsocket', ...(bare && !hasRedis(version, 7, 0) ? ['save'] : [])]);

const isOpen = ({ open }: PodCase): boolean => open === 'all' || open.size > 0;

const mayBeUnknown = ({ open }: PodCase, name: string): boolean => open === 'all' || open.has(name);
