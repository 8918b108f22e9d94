/**
 * Labels that people gave to real files: what the linter should find in them, and what it should believe about the
 * servers there. The words are those of the labels, not ours; `RULE_OF` says what they mean here.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One folder of samples, with all its files. */
export interface Label {
  readonly id: string;
  /** Below the folder of the labels; a component of it is the id. */
  readonly file: string;
  readonly kind: string;
  readonly instances_count: number;
  readonly instances: readonly LabelledInstance[];
  /** Names of labels, or `none`. */
  readonly expect: readonly string[];
  readonly reason: string;
  /** Somebody might say otherwise; shown, never counted. */
  readonly doubtful: boolean;
}

export interface LabelledInstance {
  readonly name: string;
  /** `unknown` is a possible primary. */
  readonly role: string;
  /** Null: none, or 0. */
  readonly maxmemory_bytes: number | null;
  /** `default-implied`, `disabled`, or the save points; more may follow in parentheses. */
  readonly save: string | readonly string[];
  readonly appendonly: string;
  /** Null: none, or nowhere in the files. */
  readonly limit_bytes: number | null;
  /** Where the facts stand in the file of the label, from 1. */
  readonly lines?: Readonly<Record<string, number | readonly number[]>>;
}

/**
 * What a label means here. `aof-rewrite-fork` has no rule of its own: that AOF is on is a fact of the instance, because
 * a rewrite is no mistake by itself.
 */
export const RULE_OF: Readonly<Record<string, string>> = {
  'save-on-master': 'save-on-primary',
  'default-save-implied': 'implicit-save-points',
  'missing-limit': 'missing-memory-limit',
  'limit-below-2x': 'limit-below-2x',
  'missing-maxmemory': 'missing-maxmemory',
};

/** Labels that are compared with facts instead of findings. */
export const AOF_FACT = 'aof-rewrite-fork';

/** @throws Error when the file is missing, is no such JSON, or names a label that nobody has given a meaning */
export function readLabels(folder: string): Label[] {
  const path = join(folder, 'LABELS.json');
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const items = Array.isArray(parsed) ? parsed : Object.values(parsed ?? {}).find(Array.isArray);
  if (!items) throw new Error(`${path}: no list of labels`);
  const labels = items as Label[];
  for (const { id, expect } of labels) {
    const strange = expect.find((name) => name !== 'none' && name !== AOF_FACT && !RULE_OF[name]);
    if (strange) throw new Error(`${path}: ${id} expects "${strange}", which has no meaning here`);
  }
  return labels;
}

/** The folder of a label, below the folder of the labels: up to the component that is its id. */
export function itemFolder({ id, file }: Label): string {
  const parts = file.split('/');
  const index = parts.indexOf(id);
  return parts.slice(0, index === -1 ? -1 : index + 1).join('/');
}
