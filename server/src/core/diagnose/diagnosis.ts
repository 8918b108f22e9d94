/** A diagnosis of one running server: eight questions, each with what was read, what it means, and what to do. */

/** `unknown`: what is needed was not answered. */
export type Verdict = 'good' | 'attention' | 'bad' | 'unknown';

/** One number and what it was held against. */
export interface Evidence {
  /** A field of INFO, a directive, a file of the kernel. */
  readonly field: string;
  readonly value: string;
  /** Absent where the value is told for information. */
  readonly threshold?: string;
  readonly verdict: Verdict;
}

export interface Advice {
  readonly message: string;
  /** Exact commands to copy; one for each line. */
  readonly commands: readonly string[];
}

export interface Step {
  readonly id: StepId;
  /** As a question. */
  readonly title: string;
  readonly verdict: Verdict;
  /** The answer in a sentence or two. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly advice: readonly Advice[];
}

export type StepId =
  | 'killed'
  | 'persistence'
  | 'copy-on-write'
  | 'fork-now'
  | 'kernel'
  | 'save'
  | 'fragmentation'
  | 'limit';

export interface Diagnosis {
  /** `host:port`, without credentials. */
  readonly address: string;
  /** `Redis 7.0.15`. */
  readonly server: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `measured 4 min ago`. */
  readonly measured: string;
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  /** What was not answered, and what that costs. */
  readonly gaps: readonly string[];
}

const ORDER: readonly Verdict[] = ['unknown', 'good', 'attention', 'bad'];

/** The gravest; unknown only when nothing else is there. */
export const worstOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((worst, one) => (ORDER.indexOf(one) > ORDER.indexOf(worst) ? one : worst), 'unknown');
