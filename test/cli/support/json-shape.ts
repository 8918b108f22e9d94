/** The JSON format as its users rely on it: every key that there is, and none besides. */

import { Ajv } from 'ajv';
import { LAYERS } from '../../../server/src/core/model/fact';
import { RULE_IDS } from '../../../server/src/core/rules/index';

type Schema = Readonly<Record<string, unknown>>;

const object = (properties: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
  additionalProperties: false,
});
const list = (items: Schema): Schema => ({ type: 'array', items });
const oneOf = (...values: readonly unknown[]): Schema => ({ enum: values });
const text: Schema = { type: 'string', minLength: 1 };
const anyText: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const flag: Schema = { type: 'boolean' };

const position = object({ line: count, character: count });
const range = object({ start: position, end: position });
const place = { file: text, range };

const layer = oneOf(...LAYERS);
const origin: Schema = {
  anyOf: [object({ layer }, { detail: text }), object({ layer, ...place }, { detail: text })],
};
const why = oneOf('template', 'secret', 'script', 'unresolved', 'invalid', 'limit', 'not stated');

const fact = (value: Schema): Schema => ({
  anyOf: [
    object({ kind: oneOf('known', 'default'), value, origin }),
    object({ kind: oneOf('unknown'), why }, { origin }),
    object({ kind: oneOf('conflicting'), candidates: { type: 'array', minItems: 2 } }),
  ],
});

const safety = oneOf(
  ...['safe', 'changes-durability', 'changes-eviction'],
  ...['needs-a-number', 'a-guess', 'allow'],
);
const fix = object({ title: text, safety, edits: list(object({ ...place, newText: anyText })) });
const finding = object(
  {
    rule: oneOf(...RULE_IDS),
    severity: oneOf('error', 'warning', 'information', 'hint'),
    message: text,
    ...place,
    related: list(object({ ...place, message: text })),
    fixes: list(fix),
  },
  { through: text },
);

const setting = fact({ type: ['string', 'integer'] });
const bytes = fact({ type: 'number', exclusiveMinimum: 0 });
const common = {
  file: text,
  name: text,
  product: oneOf('redis', 'valkey'),
  version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
  versionReason: text,
  role: fact(oneOf('primary', 'replica', 'any')),
  limit: bytes,
  dataset: bytes,
};
const settings: Schema = {
  type: 'object',
  required: ['save', 'appendonly', 'maxmemory', 'maxmemory-policy', 'client-output-buffer-limit'],
  propertyNames: { pattern: '^[a-z0-9-]+$' },
  additionalProperties: setting,
};
const trigger = object({
  kind: oneOf('save-points', 'aof-rewrite', 'replication', 'slot-migration', 'modules', 'backup'),
  what: text,
  certain: flag,
});
const server = object({ ...common, kind: oneOf('server'), settings, forks: list(trigger) });
const sentinel = object({
  ...common,
  kind: oneOf('sentinel'),
  settings: object({}),
  forks: { type: 'array', maxItems: 0 },
});

const output = object({
  version: text,
  findings: list(finding),
  instances: list({ anyOf: [server, sentinel] }),
  problems: list(object({ path: text, why: text })),
  stats: object({ files: count, context: count, parsed: count, failed: count, milliseconds: count }),
});

const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(output);

/** What is wrong with an output; empty when nothing is. */
export function shapeErrors(json: unknown): string[] {
  validate(json);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
