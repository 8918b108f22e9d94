/** The answer of INFO, of any version and product, as its fields. */

/** More lines than any server has; what is beyond is garbage. */
const MOST_FIELDS = 5000;

/**
 * Reads `field:value` lines. Sections, blank lines and whatever has no colon are passed over; a field that comes twice
 * keeps its first value.
 */
export function parseInfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([A-Za-z][\w.-]*):(.*)$/.exec(line);
    const [, name = '', value = ''] = match ?? [];
    if (!match || fields.has(name)) continue;
    fields.set(name, value);
    if (fields.size >= MOST_FIELDS) break;
  }
  return fields;
}

/** Keys of all databases together; undefined when the server gave no list of databases. */
export function countKeys(fields: ReadonlyMap<string, string>, text: string): number | undefined {
  if (!/^# Keyspace\r?$/m.test(text)) return undefined;
  let sum = 0;
  for (const [name, value] of fields) {
    const keys = /^db\d+$/.test(name) ? /\bkeys=(\d+)/.exec(value)?.[1] : undefined;
    if (keys !== undefined) sum += Number(keys);
  }
  return sum;
}

/** Whether a text is an answer of INFO at all. */
export const isInfo = (fields: ReadonlyMap<string, string>): boolean =>
  fields.has('redis_version') || fields.has('valkey_version') || fields.has('used_memory');
