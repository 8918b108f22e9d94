/** What the language server needs of whatever opens connections. */

import type { Target } from '../core/live/address';
import type { Observation } from '../core/observations';

/** What opens connections: absent where there is no network, such as in a browser. */
export interface LiveAccess {
  open(request: ConnectRequest): Promise<LiveSession>;
  /** Options of redis-cli for the server at an address, without secrets. */
  cliOptions(request: ConnectRequest, address: string): Promise<string>;
}

export interface LiveSession {
  /** @throws Error with a message for people and without secrets */
  observe(): Promise<{
    readonly observations: readonly Observation[];
    readonly problems: readonly { readonly address: string; readonly message: string }[];
  }>;
  close(): void;
}

/** As the client sends it. Credentials are held in memory while the connection lasts, and nowhere else. */
export interface ConnectRequest {
  readonly name: string;
  readonly address: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Target['tls'];
  /** The group that the Sentinels at the address watch, and what they want to know. */
  readonly sentinel?: Target['sentinel'];
  readonly cluster?: boolean;
}
