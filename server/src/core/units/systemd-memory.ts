/**
 * Amounts of memory as systemd reads them (`parse_size`, parse-util.c): units are powers of 1024 in capitals (`K`, `M`,
 * `G` …), a bare number is bytes, fractions and falling sums (`1G 512M`) are fine. `512m`, `2GB` and `1Gi` are refused.
 */

const UNITS = 'BKMGTPE';
const TERM = /^\s*\+?(\d+)(?:\.(\d*))?\s*([KMGTPEB]?)/;
/** What systemd counts up to. */
const MOST = 2 ** 64;

/** @returns bytes, rounded down; undefined for what systemd refuses */
export function parseSystemdMemory(text: string): number | undefined {
  let rest = text;
  let bytes = 0;
  let before = UNITS.length;
  do {
    const [whole = '', number = '', fraction, unit = ''] = TERM.exec(rest) ?? [];
    const power = unit === '' ? -1 : UNITS.indexOf(unit);
    // Each unit is smaller than the one before it; none is the smallest.
    if (whole === '' || power >= before) return undefined;
    before = power;
    bytes += Math.floor(Number(`${number}.${fraction ?? ''}`) * 1024 ** Math.max(0, power));
    rest = rest.slice(whole.length);
  } while (rest.trim() !== '');
  return bytes < MOST ? bytes : undefined;
}

/**
 * Writes bytes in the unit of another amount where that loses nothing, else in the largest one below that does: `4608M`.
 * @param like an amount whose unit is kept
 */
export function formatSystemdMemory(bytes: number, like = '1G'): string {
  const unit = /([KMGTPE])\s*$/.exec(like)?.[1];
  for (let power = unit === undefined ? 0 : UNITS.indexOf(unit); power > 0; power -= 1)
    if (bytes % 1024 ** power === 0) return `${bytes / 1024 ** power}${UNITS.charAt(power)}`;
  return String(bytes);
}
