/** Names and labels that tell which role a server starts with (kubernetes.md A.9). */

import type { Role } from '../model/stated';

const REPLICA = /^(?:slave|replica|follower|secondary)s?$/i;
const PRIMARY = /^(?:master|primary|leader)$/i;

export const roleWord = (word: string): Role | undefined =>
  REPLICA.test(word) ? 'replica' : PRIMARY.test(word) ? 'primary' : undefined;

/** The last word of a name, ordinals left out: `redis-replica-2`, `redis_slave1`. */
export const roleInName = (name: string): Role | undefined =>
  roleWord(/([a-z]+)[-_]?\d*$/i.exec(name)?.[1] ?? '');
