/** Jobs and sidecars that tell a server to save: each such call forks it, whatever its own configuration says. */

import type { ContainerUnit } from '../../../container/unit';
import type { Place } from '../../../text/span';
import { clientCalls } from './client-calls';

export interface BackupCall {
  /** In lower case: a host, or the name of a pod; undefined for a server in the same pod. */
  readonly host: string | undefined;
  readonly place: Place;
}

/** Calls of which it is known whom they reach. */
export function backupCalls(unit: ContainerUnit): BackupCall[] {
  return clientCalls(unit, mayCall).flatMap(({ options, host }) => {
    const word = options.find(({ value }) => /^(?:bgsave|bgrewriteaof|--rdb)$/i.test(value));
    return word && host !== null ? [{ host, place: word.place }] : [];
  });
}

const mayCall = (text: string): boolean => /bgsave|bgrewriteaof|--rdb/i.test(text);
