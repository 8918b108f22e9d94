/**
 * Talking to running servers: the only part of Forkguard that opens a connection. A bundle of its own, loaded when
 * somebody connects.
 */

export { AddressError, parseAddress, showTarget, type Target } from './core/live/address';
export { hostFacts } from './live/host';
export type { Depth } from './live/node-connection';
export { ProbeError, type ProblemKind } from './live/problem';
export { type Reading, Session } from './live/session';
export { cliOptions } from './live/target';
export { LIMITS, type Limits } from './live/transport';
