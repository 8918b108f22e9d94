/** Files that are a redis.conf or sentinel.conf by themselves. */

export { ConfReader } from './reader';
