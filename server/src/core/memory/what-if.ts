/** A budget with other facts: "what if 5,000 writes arrive each second?" */

import { type Fact, known } from '../model/fact';
import { parseSize, readStated, STATED, type StatedFacts, type StatedKey } from '../model/stated';
import type { BudgetInput } from './input';

/** Facts that count more than those of the files. */
export type WhatIf = StatedFacts & { readonly maxmemory?: Fact<number> };

/** What can be asked; a role changes nothing about memory. */
export const WHAT_IF_KEYS = [
  'maxmemory',
  'dataset',
  'limit',
  'writes',
  'value',
  'keys',
  'skew',
  'save',
  'rewrite',
  'disk',
  'fragmentation',
  'replicas',
  'kernel',
  'version',
] as const satisfies readonly (StatedKey | 'maxmemory')[];

const supposed = <T>(value: T): Fact<T> => known(value, { layer: 'what if' });

/**
 * Reads `writes=5000/s,value=1kb,limit=4Gi`.
 * @throws Error that says what is wrong with it
 */
export function readWhatIf(text: string): WhatIf {
  const facts: Record<string, Fact<unknown>> = {};
  for (const pair of text.split(',')) {
    const [key = '', ...rest] = pair.split('=').map((part) => part.trim());
    if (Object.hasOwn(facts, key)) throw new Error(`${key} is asked twice.`);
    facts[key] = supposed(readOne(key, rest.join('=')));
  }
  return facts as WhatIf;
}

function readOne(key: string, text: string): unknown {
  if (!WHAT_IF_KEYS.some((one) => one === key))
    throw new Error(`"${key}" cannot be asked. Known are ${WHAT_IF_KEYS.join(', ')}.`);
  if (key === 'maxmemory') {
    const bytes = parseSize(text);
    if (!bytes) throw new Error(`maxmemory must be a size such as 6gb or 4Gi, not "${text}".`);
    return bytes;
  }
  const read = readStated(key, text);
  if (!read.ok) throw new Error(read.message);
  return STATED[read.key].read(text);
}

/** @returns the input with what is supposed in place of what is known */
export function supposing(input: BudgetInput, facts: WhatIf): BudgetInput {
  const version = facts.version?.kind === 'known' ? facts.version.value : input.version;
  const replicas = facts.replicas ?? input.replicas;
  return {
    ...input,
    version,
    maxmemory: facts.maxmemory ?? input.maxmemory,
    // Data may grow up to maxmemory, so another maxmemory is other data.
    dataset: facts.dataset ?? facts.maxmemory ?? input.dataset,
    limit: facts.limit ?? input.limit,
    writesPerSecond: facts.writes ?? input.writesPerSecond,
    valueSize: facts.value ?? input.valueSize,
    keys: facts.keys ?? input.keys,
    skew: facts.skew ?? input.skew,
    saveSeconds: facts.save ?? input.saveSeconds,
    rewriteSeconds: facts.rewrite ?? input.rewriteSeconds,
    diskSpeed: facts.disk ?? input.diskSpeed,
    fragmentation: facts.fragmentation ?? input.fragmentation,
    replicas,
    kernel: facts.kernel ?? input.kernel,
    forks: input.forks || (facts.replicas?.kind === 'known' && facts.replicas.value > 0),
  };
}
