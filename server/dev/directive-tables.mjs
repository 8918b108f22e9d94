/** From the fields parsed out of `static_configs` (src/config.c) to DirectiveTraits (types.ts). */

const STATEMENTS = new Set(['include', 'loadmodule', 'rename-command', 'user', 'sentinel']);

/** Numeric types that `numericBoundaryCheck` (config.c, 7.0.15) compares as unsigned. */
const UNSIGNED = new Set(['ULongLong', 'UInt', 'SizeT']);

const NUMERIC_UNITS = {
  integer: 'integer',
  memory: 'memory',
  'memory|percent': 'memory-or-percent',
  // Memory or a plain negative number (SIGNED_MEMORY_CONFIG, Valkey 9.1): its minimum tells.
  'memory|signed-memory': 'memory',
  octal: 'octal',
};

const WITHOUT_VALUE = new Set(['statement', 'ignored', 'unparsed']);

function valueType(name, type, unit) {
  if (STATEMENTS.has(name)) return 'statement';
  if (type !== 'numeric') return type;
  const mapped = NUMERIC_UNITS[unit];
  if (!mapped) throw new Error(`${name}: unknown unit ${unit}`);
  return mapped;
}

/** As CONFIG GET prints it: a NULL string is the empty string, and a replica is called `slave` in every version. */
function printedDefault(name, type, value) {
  if (WITHOUT_VALUE.has(type) || name === 'dir') return null;
  if (value === null || value === undefined) return '';
  return name === 'client-output-buffer-limit' ? value.replace('replica', 'slave') : String(value);
}

/** The traits of a directive as of the newest version read. */
export function newestTraits(name, raw) {
  const type = valueType(name, raw.type, raw.unit);
  const numeric = ['integer', 'memory', 'memory-or-percent', 'octal'].includes(type);
  return {
    type,
    values: type === 'enum' ? raw.values : undefined,
    min: numeric ? String(raw.min) : undefined,
    max: numeric ? String(raw.max) : undefined,
    // A bound beyond LLONG_MAX can only be compared as unsigned (valkey-io/valkey pull request 752).
    unsigned: numeric && (UNSIGNED.has(raw.ctype) || BigInt(raw.max) >= 2n ** 63n) ? true : undefined,
    default: printedDefault(name, type, raw.default),
    runtime: raw.modifiable === true,
    multi: raw.multi_arg ? true : undefined,
    hidden: raw.hidden ? true : undefined,
  };
}

/** The type before a change, where it was another one. */
function typeBefore(name, newest, changed) {
  if (!changed.type && !changed.unit) return {};
  const was = (field) => (changed[field] ? changed[field][0] : newest[field]);
  const type = valueType(name, was('type'), was('unit'));
  return type === valueType(name, newest.type, newest.unit) ? {} : { type };
}

/** Fields copied as they are: the raw name and ours. */
const COPIED = { values: 'values', modifiable: 'runtime', multi_arg: 'multi', hidden: 'hidden' };

/** The traits that differ before a raw change `{field: [before, after]}`. */
function traitsBefore(name, newest, changed) {
  const before = typeBefore(name, newest, changed);
  for (const bound of ['min', 'max']) {
    const old = changed[bound]?.[0];
    if (old !== undefined && old !== null) before[bound] = String(old);
  }
  if (changed.default) before.default = printedDefault(name, before.type ?? 'string', changed.default[0]);
  for (const [field, trait] of Object.entries(COPIED)) {
    const [old, now] = changed[field] ?? [];
    // A flag that was off is no difference to a directive that has left the table.
    const offAnyway = old === false && now === null;
    if (old !== undefined && old !== null && !offAnyway) before[trait] = old;
  }
  return before;
}

/** What earlier versions did differently, as far as the tables tell. */
export function tableChanges(name, raw) {
  return (raw.changes ?? [])
    .map(({ version, changed }) => ({ version, before: traitsBefore(name, raw, changed) }))
    .filter(({ before }) => Object.keys(before).length > 0);
}

/** The build that a directive needs. */
export function neededBuild(name, raw) {
  if (name.startsWith('tls-')) return 'tls'; // #ifdef USE_OPENSSL around all of them
  const condition = raw.build_condition?.[0];
  return condition
    ?.replace(/^ifdef /, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
