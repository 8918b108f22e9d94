/** Lines that are each taken and that the server refuses together (config.c, acl.c, server.c; run on 7.0.15). */

import type { Entry } from '../directives/entry';
import type { Problem } from '../directives/setting';
import { factValue } from '../model/fact';
import type { RedisInstance } from '../server/instance';

export interface Refused {
  readonly entry: Entry;
  readonly problem: Problem;
}

export function refusedTogether(instance: RedisInstance): Refused[] {
  if (instance.kind !== 'server') return [];
  return [...commentsInBind(instance), ...replicaInCluster(instance), ...usersTwice(instance)];
}

const other = (entry: Entry, message: string): Refused => ({
  entry,
  problem: { kind: 'other', message, at: [] },
});

const isCertain = ({ line, verdict }: Entry): boolean => !line.conditional && verdict.outcome === 'accepts';

/** `bind` takes any words; that they are no addresses shows when the server listens on a port. */
function commentsInBind({ directives }: RedisInstance): Refused[] {
  const ports = ['port', 'tls-port'].map((name) => factValue(directives.fact(name)));
  if (!ports.some((port) => port?.type === 'integer' && port.value > 0n)) return [];
  const message =
    'a comment is only possible on a line of its own; here each word of it is an address to listen on';
  return directives.all('bind').flatMap((entry) => {
    const from = entry.line.args.findIndex(({ value }) => value.startsWith('#'));
    if (from < 1 || !isCertain(entry)) return [];
    const at = entry.line.args.map((_, index) => index).slice(from);
    return [{ entry, problem: { kind: 'inline-comment', message, at } }];
  });
}

function replicaInCluster({ directives }: RedisInstance): Refused[] {
  const entry = directives.last('replicaof');
  const words = entry?.line.args.map(({ value }) => value.toLowerCase()).join(' ');
  if (!entry || !isCertain(entry) || words === 'no one') return [];
  if (factValue(directives.bool('cluster-enabled')) !== true) return [];
  return [other(entry, 'a node of a cluster takes no replicaof; its role comes from the cluster')];
}

function usersTwice({ directives }: RedisInstance): Refused[] {
  const file = directives.last('aclfile');
  const written = directives.all('user').some(isCertain);
  if (!file || !isCertain(file) || !written || (file.line.args[0]?.value ?? '') === '') return [];
  return [other(file, 'users stand either in an ACL file or in user lines, not in both')];
}
