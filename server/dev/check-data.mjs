// Data files against their schemas: every mistake with its place in the file, its path, and what was probably meant.

import Ajv from 'ajv';
import { isNode, LineCounter, parseDocument } from 'yaml';

/**
 * @param {string} file for messages
 * @param {string} text JSON
 * @param {object} schema
 * @param {(wanted: string, names: readonly string[]) => string | undefined} nearest the name that was probably meant
 * @returns {string[]} `file:line:column: path: what is wrong`; empty for valid data
 */
export function checkData(file, text, schema, nearest) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    return document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message.split('\n')[0]}`);
  const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(schema);
  validate(document.toJS());
  return specific(validate.errors ?? []).map((error) => {
    const { path, message } = describe(error, nearest);
    return `${at(offsetOf(document, path))}: ${pathText(path)}: ${message}`;
  });
}

/** A value that fits no alternative of a union is one mistake, not one for each alternative. */
function specific(errors) {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const within = (error, union) =>
    error !== union && `${error.instancePath}/`.startsWith(`${union.instancePath}/`);
  return errors.filter((error) => !unions.some((union) => within(error, union)));
}

/** @param {import('ajv').ErrorObject} error */
function describe({ keyword, instancePath, params, message, data, parentSchema }, nearest) {
  const path = instancePath.split('/').slice(1).map(unescaped);
  const shown = JSON.stringify(data);
  const meant = (wanted, names) => {
    const name = nearest(wanted, names);
    return name === undefined ? '' : `. Did you mean "${name}"?`;
  };
  switch (keyword) {
    case 'additionalProperties': {
      const key = params.additionalProperty;
      const others = Object.keys(parentSchema.properties ?? {}).filter((name) => !Object.hasOwn(data, name));
      return { path: [...path, key], message: `no such key${meant(key, others)}` };
    }
    case 'enum': {
      const allowed = params.allowedValues;
      return { path, message: `${shown} is none of ${allowed.join(', ')}${meant(String(data), allowed)}` };
    }
    case 'anyOf':
      return { path, message: `${shown} is none of the forms that it may have` };
    case 'required':
      return { path, message: `"${params.missingProperty}" is missing` };
    case 'pattern':
      return { path, message: `${shown} does not match ${params.pattern}` };
    default:
      return { path, message };
  }
}

/** A key as it is, from a JSON pointer. */
const unescaped = (key) => key.replaceAll('~1', '/').replaceAll('~0', '~');

/** `charts[3].servers[0].whne`. */
const pathText = (path) =>
  path
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '') || 'the whole file';

/** Where the key, or the item of a list, begins. */
function offsetOf(document, path) {
  const last = path.at(-1);
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = parent?.items?.find((item) => item?.key?.value === last);
  const node =
    pair?.key ?? (isNode(parent) && path.length > 0 ? document.getIn(path, true) : document.contents);
  return node?.range?.[0] ?? 0;
}
