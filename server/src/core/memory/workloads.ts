/** How clients may use a server, as far as the facts allow it: one way where it is known, several where it is not. */

import { type Fact, factValue } from '../model/fact';
import { hasRedis, type ServerVersion } from '../model/version';
import { childWrites } from './child';
import { type Copies, copiedBytes, type Workload } from './copy-on-write';
import { type Build, buildOf } from './heap/build';
import { KIND_OF } from './heap/operations';
import type { Kind, Population } from './heap/population';
import type { BudgetInput } from './input';
import { bytesPerKey, type Share, workloadOf } from './workload';

/** Value sizes over which an unknown one is taken: the measured range, bytes. */
const VALUE_SIZES = [100, 1024, 10 * 1024] as const;
/** What a key takes beside its value, about: entry, name, header and bucket. Bytes. */
export const KEY_BYTES = 92;
/** Length of a key that nobody states. */
const KEY_LENGTH = 16;
/** Length of the name of a field. */
const FIELD_LENGTH = 10;

/** One way of using it. */
export interface Usage {
  /** Bytes of a value or member. */
  readonly valueSize: number;
  readonly mix: readonly Share[];
}

const OVERWRITES: readonly Share[] = [{ operation: 'set', share: 1 }];
/** A value that small may be a member of a sorted set, which takes most pages for each write. */
const MEMBER = 64;
/** Bytes of a member where nothing is known of values. */
const SMALL_MEMBER = 16;
const MOVES: readonly Share[] = [{ operation: 'zadd', share: 1 }];

/** Mean bytes of a value: stated, or what the number of keys leaves, or the measured range. */
export function valueSizes(input: BudgetInput, dataset: number): readonly number[] {
  const stated = factValue(input.valueSize);
  if (stated !== undefined) return [stated];
  const keys = factValue(input.keys);
  const elements = known(input.elements) ?? 1;
  if (keys !== undefined && keys > 0) return [Math.max(1, dataset / (keys * elements) - KEY_BYTES)];
  return VALUE_SIZES;
}

export function usagesOf(input: BudgetInput, dataset: number): readonly Usage[] {
  const sizes = valueSizes(input, dataset);
  const mix = known(input.mix);
  if (mix !== undefined) return sizes.map((valueSize) => ({ valueSize, mix }));
  const overwrites = sizes.map((valueSize) => ({ valueSize, mix: OVERWRITES }));
  const members = sizes === VALUE_SIZES ? [SMALL_MEMBER] : sizes.filter((size) => size <= MEMBER);
  return [...members.map((valueSize) => ({ valueSize, mix: MOVES })), ...overwrites];
}

/** What is taken of the facts that are not known. */
interface Bent {
  readonly version: ServerVersion;
  /** Only the mean of the value size counts. */
  readonly mean: boolean;
  readonly skew: number;
  readonly givesBack: boolean;
}

/**
 * The most for each write: values anywhere in a page, none given back, and the child of the version that writes most.
 * Skew makes it less, so an unknown one counts as uniform.
 */
export function mostCopies(input: BudgetInput, used: number, residentSet: number, usage: Usage): Copies {
  const versions = [input.version, ...(input.otherVersions ?? []).filter(mayWrite(input, usage))];
  const all = versions.map((version) =>
    copiesOf(input, used, residentSet, usage, {
      version,
      mean: known(input.holdings) === undefined,
      skew: factValue(input.skew) ?? 0,
      givesBack: known(input.holdings) !== undefined,
    }),
  );
  return (writes, margin) => Math.max(...all.map((copies) => copies(writes, margin)));
}

/** Whether the child of another version would write by itself, as far as the facts say it: not for values that are only supposed. */
const mayWrite =
  (input: BudgetInput, { valueSize }: Usage) =>
  (version: ServerVersion): boolean => {
    const child = { policy: known(input.policy), compression: known(input.compression) };
    const sized = factValue(input.valueSize) === undefined ? undefined : valueSize;
    return childWrites(version, child, sized);
  };

/** What benchmarks call skewed; where nobody says, some keys may be written that much more often. */
const SKEWED = 0.99;

/** The least: some keys written more often, values of one size, given back where the version can. */
export function leastCopies(input: BudgetInput, used: number, residentSet: number, usage: Usage): Copies {
  return copiesOf(input, used, residentSet, usage, {
    version: input.version,
    mean: false,
    skew: factValue(input.skew) ?? SKEWED,
    givesBack: factValue(input.hugePagesOff) !== false,
  });
}

/** What is likeliest: the values that are known, of one size, and uniform keys where no skew is stated. */
export function likelyCopies(input: BudgetInput, used: number, residentSet: number): Copies | undefined {
  const usage = usagesOf(input, used).find(({ mix }) => mix !== MOVES);
  return (
    usage &&
    copiesOf(input, used, residentSet, usage, {
      version: input.version,
      mean: false,
      skew: factValue(input.skew) ?? 0,
      givesBack: factValue(input.hugePagesOff) !== false,
    })
  );
}

function copiesOf(input: BudgetInput, used: number, residentSet: number, usage: Usage, bent: Bent): Copies {
  const workloads = workloadsOf(input, used, residentSet, usage, bent);
  if (workloads.length === 1 && workloads[0]) {
    const [only] = workloads;
    return (writes, margin) => copiedBytes(only, writes, margin);
  }
  // It is not known what belongs to which kind of key, so each may be all of the data: what none of them hits is left.
  return (writes, margin) => {
    const left = workloads.reduce(
      (share, workload) => share * (1 - copiedBytes(workload, writes, margin) / residentSet),
      1,
    );
    return residentSet * (1 - Math.max(0, left));
  };
}

function workloadsOf(
  input: BudgetInput,
  used: number,
  residentSet: number,
  { mix, valueSize }: Usage,
  bent: Bent,
): Workload[] {
  const build = buildFor(input, bent);
  const skew = bent.skew;
  const child = { policy: known(input.policy), compression: known(input.compression) };
  const common = { build, residentSet, used, skew, child };
  const held = known(input.holdings);
  if (held !== undefined) return [workloadOf({ ...common, populations: held, mix })];
  const kinds = [...new Set(mix.map(({ operation }) => KIND_OF[operation]))];
  return kinds.map((kind) =>
    workloadOf({
      ...common,
      populations: [filling(build, used, shapeOf(input, kind, valueSize, bent.mean))],
      mix: mix.filter(({ operation }) => KIND_OF[operation] === kind),
    }),
  );
}

function buildFor(input: BudgetInput, { version, givesBack }: Bent): Build {
  const build = buildOf(version, {
    jemalloc: known(input.jemalloc),
    page: known(input.pageSize),
    hugePages: factValue(input.hugePagesOff) === false,
  });
  return { ...build, givesBack: build.givesBack && givesBack && hasRedis(version, 7) };
}

/** Elements of one key where nobody states them: so many that a table or a skip list holds them. */
const ELEMENTS = {
  string: 1,
  hash: 1000,
  'sorted set': 100_000,
  set: 1000,
  list: 1000,
  stream: 1000,
} as const;

function shapeOf(input: BudgetInput, kind: Kind, value: number, mean: boolean): Omit<Population, 'keys'> {
  return {
    kind,
    perKey: kind === 'string' ? 1 : (known(input.elements) ?? ELEMENTS[kind]),
    value: Math.max(1, value),
    key: known(input.keyLength) ?? KEY_LENGTH,
    field: FIELD_LENGTH,
    mean,
  };
}

/** As many keys as make up the data (`used_memory`, which `maxmemory` bounds). */
const filling = (build: Build, used: number, shape: Omit<Population, 'keys'>): Population => ({
  ...shape,
  keys: used / bytesPerKey(build, shape),
});

const known = <T>(fact: Fact<T> | undefined): T | undefined => (fact ? factValue(fact) : undefined);
