/** A connection as the user sees it: one server, the master that Sentinels name, or every node of a cluster. */

import type { RedisOptions } from 'ioredis';
import { type Endpoint, showEndpoint, showTarget, type Target } from '../core/live/address';
import { redactor } from '../core/live/redact';
import { infoNumber, infoText, type Observation } from '../core/observations';
import { type Depth, NodeConnection } from './node-connection';
import { ProbeError } from './problem';
import { secretsOf } from './target';
import { LIMITS, type Limits } from './transport';

export interface Unobserved {
  readonly address: string;
  /** Begins with the address. */
  readonly message: string;
}

export interface Reading {
  /** At least one. */
  readonly observations: readonly Observation[];
  /** Nodes of the cluster that could not be asked. */
  readonly problems: readonly Unobserved[];
}

/** Nodes of one cluster that are asked. Redis recommends at most 1000; an answer can name any number. */
const MOST_NODES = 256;
const NODES_AT_ONCE = 8;

const CLUSTER_NODES = { what: 'CLUSTER NODES', command: ['cluster', 'nodes'] } as const;

export class Session {
  readonly #target: Target;
  readonly #limits: Limits;
  readonly #redact: (text: string) => string;
  readonly #nodes = new Map<string, NodeConnection>();
  #closed = false;
  /** The endpoint that answered last is asked first. */
  #endpoints: readonly Endpoint[];

  constructor(target: Target, limits: Limits = LIMITS) {
    this.#target = target;
    this.#limits = limits;
    this.#redact = redactor(secretsOf(target));
    this.#endpoints = target.endpoints;
  }

  /** @throws ProbeError when nothing was observed; its message is for people and without secrets */
  async observe(depth: Depth = 'all'): Promise<Reading> {
    if (this.#target.sentinel) return { observations: [await this.#master(depth)], problems: [] };
    const { node, observation } = await this.#first(depth);
    if (!this.#target.cluster) return { observations: [observation], problems: [] };
    if (infoNumber(observation, 'cluster_enabled') !== 1)
      throw new ProbeError('refused', `${node.address}: the server is not part of a cluster.`);
    return this.#cluster(node, observation, depth);
  }

  close(): void {
    this.#closed = true;
    for (const node of this.#nodes.values()) node.end();
    this.#nodes.clear();
  }

  /** Whom the Sentinels name; asked again when that one is no master any more. */
  async #master(depth: Depth): Promise<Observation> {
    const node = this.#node(showTarget(this.#target), {});
    const seen = await node.observe(depth);
    if (infoText(seen, 'role') === 'master') return seen;
    node.close();
    const again = await node.observe(depth);
    if (infoText(again, 'role') === 'master') return again;
    node.close();
    throw new ProbeError(
      'sentinel',
      `${node.address}: the Sentinels name a server that is no master (a failover is under way).`,
    );
  }

  /** The first endpoint that answers. */
  async #first(depth: Depth): Promise<{ node: NodeConnection; observation: Observation }> {
    const { socket } = this.#target;
    if (socket !== undefined) {
      const node = this.#node(socket, { path: socket });
      return { node, observation: await node.observe(depth) };
    }
    let problem: unknown;
    for (const endpoint of this.#endpoints) {
      const node = this.#node(showEndpoint(endpoint), endpoint);
      try {
        const observation = await node.observe(depth);
        this.#endpoints = [endpoint, ...this.#endpoints.filter((one) => one !== endpoint)];
        return { node, observation };
      } catch (error) {
        problem ??= error;
      }
    }
    throw problem;
  }

  async #cluster(seed: NodeConnection, observation: Observation, depth: Depth): Promise<Reading> {
    const [asked] = await seed.ask([CLUSTER_NODES]);
    const text = asked?.reply[1];
    if (typeof text !== 'string') {
      const message = `${seed.address}: the other nodes are not known, because this user may not run CLUSTER NODES. Grant it: +cluster|nodes.`;
      return { observations: [observation], problems: [{ address: seed.address, message }] };
    }
    const members = readMembers(text);
    // A node that left the cluster is not kept.
    this.#endpoints = [...this.#target.endpoints, ...members.map(({ endpoint }) => endpoint)].filter(isFirst);
    const others = members.filter(({ myself }) => !myself).map(({ endpoint }) => endpoint);
    const asking = others.slice(0, MOST_NODES - 1);
    const results = await atMost(NODES_AT_ONCE, asking, (endpoint) =>
      this.#node(showEndpoint(endpoint), endpoint).observe(depth),
    );
    const observations = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const problems = results.flatMap((result, index) => {
      const endpoint = others[index];
      if (result.status === 'fulfilled' || !endpoint) return [];
      return [{ address: showEndpoint(endpoint), message: (result.reason as Error).message }];
    });
    const left = others.length - asking.length;
    if (left > 0)
      problems.push({
        address: seed.address,
        message: `${seed.address}: names ${others.length + 1} nodes; ${left} of them are not asked (at most ${MOST_NODES}).`,
      });
    return { observations: [observation, ...observations], problems };
  }

  #node(address: string, where: RedisOptions): NodeConnection {
    const known = this.#nodes.get(address);
    if (known) return known;
    if (this.#closed) throw new ProbeError('closed', `${address}: the connection was ended.`);
    const node = new NodeConnection(address, { ...where, ...this.#options() }, this.#limits, this.#redact);
    this.#nodes.set(address, node);
    return node;
  }

  #options(): RedisOptions {
    const { username, password, tls, sentinel } = this.#target;
    const { serverName, ...files } = tls ?? {};
    const secure = tls && { ...files, ...(serverName === undefined ? {} : { servername: serverName }) };
    return {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(secure ? { tls: secure } : {}),
      ...(sentinel ? this.#sentinelOptions(sentinel, secure) : {}),
    };
  }

  #sentinelOptions(sentinel: NonNullable<Target['sentinel']>, secure: RedisOptions['tls']): RedisOptions {
    return {
      sentinels: this.#target.endpoints.map(({ host, port }) => ({ host, port })),
      name: sentinel.master,
      ...(sentinel.username === undefined ? {} : { sentinelUsername: sentinel.username }),
      ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
      ...(secure ? { sentinelTLS: secure, enableTLSForSentinelMode: true } : {}),
      sentinelRetryStrategy: () => null,
      sentinelCommandTimeout: this.#limits.answer,
      updateSentinels: true,
    };
  }
}

/** All results, in order, with at most so many under way. */
async function atMost<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      const [result] = await Promise.allSettled([work(item)]);
      if (result) results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
  return results;
}

interface Member {
  readonly endpoint: Endpoint;
  readonly myself: boolean;
}

/** `<id> ip:port@cport[,hostname] flags …`; nodes without an address are not reachable for anybody. */
function readMembers(text: string): Member[] {
  return text.split('\n').flatMap((line) => {
    const [, address = '', flags = ''] = line.split(' ');
    const match = /^(.*):(\d+)(?:@\d+)?(?:,.*)?$/.exec(address);
    if (!match || /noaddr|handshake/.test(flags)) return [];
    const host = match[1] ?? '';
    const myself = flags.split(',').includes('myself');
    return host === '' && !myself ? [] : [{ endpoint: { host, port: Number(match[2]) }, myself }];
  });
}

const isFirst = (endpoint: Endpoint, index: number, all: readonly Endpoint[]): boolean =>
  endpoint.host !== '' &&
  all.findIndex(({ host, port }) => host === endpoint.host && port === endpoint.port) === index;
