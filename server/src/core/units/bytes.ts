/** Formats bytes and counts for people. */

const STEPS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/**
 * `1 GiB`, `768 MiB`, `1.6 GiB`: at most three significant digits, in the largest unit that keeps the number at least
 * 1.
 */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes);
  let step = 0;
  while (Math.abs(value) >= 1023.5 && step < STEPS.length - 1) {
    value /= 1024;
    step += 1;
  }
  const unit = step === 0 && value === 1 ? 'byte' : STEPS[step];
  return `${significant(value)} ${unit}`;
}

/** `2,147,483,648`: groups of three digits, independent of the locale. */
export function groupDigits(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Rounds to two significant digits, because an estimate should not look exact. */
export function roundCount(value: number): number {
  if (value < 100) return Math.round(value);
  const magnitude = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / magnitude) * magnitude;
}

/** `1.3×`, `2×`, `0.75×`. Never rounds up to a threshold that is not reached: 1.996 becomes `1.99×`. */
export function formatRatio(ratio: number): string {
  const floored = Math.floor(ratio * 100 + 1e-9) / 100;
  return `${ratio >= 10 ? Math.floor(ratio * 10 + 1e-9) / 10 : floored}×`;
}

function significant(value: number): string {
  if (Number.isInteger(value) || value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
