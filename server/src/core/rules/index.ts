/** All rules, in the order of the documentation. A new rule is one file and one line here. */

import { aofRewriteUnbounded } from './aof-rewrite-unbounded';
import { buffersExceedHeadroom } from './buffers-exceed-headroom';
import { clientBuffersHigh } from './client-buffers-high';
import { configurationDrift } from './configuration-drift';
import { couldNotBeChecked } from './could-not-be-checked';
import { deprecatedDirective } from './deprecated-directive';
import { eagerAofRewrite } from './eager-aof-rewrite';
import { forkInProgressNearLimit } from './fork-in-progress-near-limit';
import { fragmented } from './fragmented';
import { hostOvercommit } from './host-overcommit';
import { hostSysctlInPod } from './host-sysctl-in-pod';
import { hostThp } from './host-thp';
import { ignoredSetting } from './ignored-setting';
import { implicitSavePoints } from './implicit-save-points';
import { includeResetsSave } from './include-resets-save';
import { invalidAnnotation } from './invalid-annotation';
import { invalidValue } from './invalid-value';
import { lfuCopiesHeaders } from './lfu-copies-headers';
import { limitBelow2x } from './limit-below-2x';
import { limitBelowCacheHeadroom } from './limit-below-cache-headroom';
import { measuredCowHigh } from './measured-cow-high';
import { memoryBackedData } from './memory-backed-data';
import { missingMaxmemory } from './missing-maxmemory';
import { missingMemoryLimit } from './missing-memory-limit';
import { overcommitNotEnabled } from './overcommit-not-enabled';
import { overriddenDirective } from './overridden-directive';
import { rdbAndAofTogether } from './rdb-and-aof-together';
import { replicaBelowPrimary } from './replica-below-primary';
import { residentSetNearLimit } from './resident-set-near-limit';
import type { Rule } from './rule';
import { saveFailing } from './save-failing';
import { saveOnPrimary } from './save-on-primary';
import { silentSaveFailure } from './silent-save-failure';
import { slowFork } from './slow-fork';
import { smallReplicationBacklog } from './small-replication-backlog';
import { suspiciousQuantity } from './suspicious-quantity';
import { thpNotDisabled } from './thp-not-disabled';
import { unknownDirective } from './unknown-directive';
import { unresolvedInclude } from './unresolved-include';
import { unusedAllow } from './unused-allow';
import { workLimit } from './work-limit';

export const RULES: readonly Rule[] = [
  saveOnPrimary,
  implicitSavePoints,
  includeResetsSave,
  aofRewriteUnbounded,
  lfuCopiesHeaders,
  rdbAndAofTogether,
  eagerAofRewrite,
  smallReplicationBacklog,
  missingMaxmemory,
  limitBelow2x,
  limitBelowCacheHeadroom,
  missingMemoryLimit,
  replicaBelowPrimary,
  buffersExceedHeadroom,
  memoryBackedData,
  suspiciousQuantity,
  thpNotDisabled,
  overcommitNotEnabled,
  hostSysctlInPod,
  unknownDirective,
  invalidValue,
  overriddenDirective,
  deprecatedDirective,
  unresolvedInclude,
  ignoredSetting,
  silentSaveFailure,
  measuredCowHigh,
  forkInProgressNearLimit,
  slowFork,
  fragmented,
  residentSetNearLimit,
  clientBuffersHigh,
  saveFailing,
  configurationDrift,
  hostThp,
  hostOvercommit,
  couldNotBeChecked,
  workLimit,
  invalidAnnotation,
  unusedAllow,
];

export const RULE_IDS: ReadonlySet<string> = new Set(RULES.map((rule) => rule.id));

export const ruleById = (id: string): Rule | undefined => RULES.find((rule) => rule.id === id);
