/** Addresses as `inet_pton` takes them: four decimal parts, or hexadecimal groups with at most one `::`. */

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

export function isIpv6(text: string): boolean {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (embedded && !isIpv4(embedded[2] ?? '')) return false;
  const [head = '', tail, more] = (embedded ? `${embedded[1]}0:0` : text).split('::');
  if (more !== undefined) return false;
  const groups = [head, tail ?? ''].flatMap((side) => (side === '' ? [] : side.split(':')));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return tail === undefined ? groups.length === 8 : groups.length < 8;
}
