/** Which objects a target or a selector means. */

import { RE2JS } from 're2js';
import { type Tree, textAt } from '../../../yaml/tree';

/** What targets ask of an object. */
export interface Selectable {
  readonly apiVersion: string;
  readonly kind: string;
  /** Every name that it had on its way, with the one that it has now. */
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** `target` of a patch: every field is a regular expression for the whole word, and all of them must hold. */
export function isTarget(target: Tree, object: Selectable): boolean {
  const { group, version } = splitVersion(object.apiVersion);
  const holds = (key: string, values: readonly string[]): boolean => {
    const pattern = textAt(target, key);
    return pattern === undefined || pattern === '' || values.some((value) => wholly(pattern, value));
  };
  return (
    holds('group', [group]) &&
    holds('version', [version]) &&
    holds('kind', [object.kind]) &&
    holds('name', object.names) &&
    holds('namespace', object.namespaces) &&
    hasLabels(textAt(target, 'labelSelector'), object.labels) &&
    hasLabels(textAt(target, 'annotationSelector'), object.annotations)
  );
}

function splitVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash === -1 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** A pattern that is none matches what is written like it. */
function wholly(pattern: string, value: string): boolean {
  if (/^[\w-]*$/.test(pattern)) return pattern === value;
  try {
    // The engine of Go, which kustomize uses: linear in the length of the value.
    return RE2JS.matches(pattern, value);
  } catch {
    return pattern === value;
  }
}

/** `app=redis,tier!=test,env in (a, b),!old`, as the API reads it. */
export function hasLabels(selector: string | undefined, labels: ReadonlyMap<string, string>): boolean {
  if (selector === undefined) return true;
  const requirements = selector.split(/,(?![^(]*\))/).map((one) => one.trim());
  return requirements.every((requirement) => requirement === '' || meets(requirement, labels));
}

function meets(requirement: string, labels: ReadonlyMap<string, string>): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    const value = labels.get(set[1] ?? '');
    const isIn = value !== undefined && values.includes(value);
    return set[2] === 'in' ? isIn : !isIn;
  }
  const equal = /^([^\s=!]+)\s*(==?|!=)\s*(\S*)$/.exec(requirement);
  if (equal) return (labels.get(equal[1] ?? '') === equal[3]) !== (equal[2] === '!=');
  return requirement.startsWith('!') ? !labels.has(requirement.slice(1).trim()) : labels.has(requirement);
}
