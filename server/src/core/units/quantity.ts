/**
 * Kubernetes resource quantities, as apimachinery reads them (pkg/api/resource/quantity.go). `1Gi` is 2^30, `1G` 10^9,
 * `512m` half a byte (rounded up to one); `1gb` and `512K` are rejected.
 */

const SUFFIXES: ReadonlyMap<string, readonly [base: bigint, exponent: number]> = new Map([
  ['n', [10n, -9]],
  ['u', [10n, -6]],
  ['m', [10n, -3]],
  ['', [10n, 0]],
  ['k', [10n, 3]],
  ['M', [10n, 6]],
  ['G', [10n, 9]],
  ['T', [10n, 12]],
  ['P', [10n, 15]],
  ['E', [10n, 18]],
  ['Ki', [2n, 10]],
  ['Mi', [2n, 20]],
  ['Gi', [2n, 30]],
  ['Ti', [2n, 40]],
  ['Pi', [2n, 50]],
  ['Ei', [2n, 60]],
]);

/** The number may be `5`, `5.`, `5.5` or `.5`. An exponent replaces the suffix, so `1E` is exa and `1E9` is 10^9. */
const QUANTITY = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+)|([KMGTPE]i|[numkMGTPE]|))$/;

/** The largest that the API holds. */
const INT64_MAX = 2n ** 63n - 1n;

export type Quantity =
  | { readonly ok: true; readonly bytes: number; readonly suffix: string }
  | { readonly ok: false };

/**
 * @returns whole bytes, rounded up (ScaledValue rounds away from zero), at most 2^63-1; not ok for text that the API
 *   server rejects
 */
export function parseQuantity(text: string): Quantity {
  const match = QUANTITY.exec(text);
  if (!match) return { ok: false };
  const [, sign, whole = '0', fraction, onlyFraction, exponentText, suffix = ''] = match;
  const decimals = fraction ?? onlyFraction ?? '';
  const digits = BigInt(whole + decimals);
  const scale = exponentText === undefined ? SUFFIXES.get(suffix) : ([10n, Number(exponentText)] as const);
  if (!scale || Math.abs(scale[1]) > 1000) return { ok: false };
  const [base, exponent] = scale;
  const up = exponent > 0 ? base ** BigInt(exponent) : 1n;
  const down = (exponent < 0 ? base ** BigInt(-exponent) : 1n) * 10n ** BigInt(decimals.length);
  const rounded = (digits * up + down - 1n) / down;
  const capped = rounded > INT64_MAX ? INT64_MAX : rounded;
  return {
    ok: true,
    bytes: sign === '-' ? -Number(capped) : Number(capped),
    suffix: exponentText === undefined ? suffix : 'e',
  };
}

/** Formats bytes with the largest binary suffix that is exact: `3Gi`, `1536Mi`, `1000`. */
export function formatQuantity(bytes: number): string {
  for (const [suffix, size] of [
    ['Gi', 1024 ** 3],
    ['Mi', 1024 ** 2],
    ['Ki', 1024],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${suffix}`;
  }
  return String(bytes);
}
