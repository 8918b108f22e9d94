/** What the picture, the extension and the language server tell each other. */

import type { BudgetInput } from '../../server/src/core/memory/budget';

/** A server, as the language server describes it in `forkguard/budgets`. */
export interface BudgetEntry {
  readonly id: string;
  readonly name: string;
  /** Relative to its folder. */
  readonly file: string;
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly input: BudgetInput;
  readonly writable: { readonly limit: boolean; readonly maxmemory: boolean };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/** Bytes. */
export interface Numbers {
  readonly limit?: number;
  readonly maxmemory?: number;
}

export type ToPicture =
  | { readonly kind: 'entries'; readonly entries: readonly BudgetEntry[]; readonly select?: string }
  | { readonly kind: 'applied'; readonly id: string; readonly problem?: string };

export type FromPicture =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'apply'; readonly id: string } & Numbers)
  | { readonly kind: 'open'; readonly uri: string; readonly line: number };
