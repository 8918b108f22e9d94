/**
 * One connection to one server: opened when something is asked, never opened again by itself, and closed as soon as
 * anything is wrong with it. The next refresh opens a new one.
 */

import { Redis, type RedisOptions } from 'ioredis';
import type { Observation } from '../core/observations';
import { type Asked, observationOf, type Reply, reasonOf } from './answers';
import { ProbeError, problemOf } from './problem';
import { CLIENTS, INFO, QUESTIONS, type Question } from './questions';
import { showEndpoint } from './target';

export interface Limits {
  /** Milliseconds until a connection must be there. */
  readonly connect: number;
  /** Milliseconds until everything must be answered. */
  readonly answer: number;
  /** Bytes of all answers to one refresh. */
  readonly bytes: number;
}

/** Everything that is of use, or INFO alone: to follow a fork. */
export type Depth = 'all' | 'info';

export const LIMITS: Limits = { connect: 5000, answer: 5000, bytes: 32 * 1024 ** 2 };

/** More clients than this are not listed: it would cost the server more than it is worth. */
const MOST_CLIENTS = 20_000;

export class NodeConnection {
  readonly address: string;
  readonly #options: RedisOptions;
  readonly #limits: Limits;
  readonly #redact: (text: string) => string;
  /** What was refused once is not asked again on this connection: every refusal is logged by the server. */
  readonly #refused = new Map<Question, Error>();
  #redis: Redis | undefined;
  /** RESP3 until something between us and the server turns out not to bear the question. */
  #protocol: 2 | 3 = 3;
  /** Something was answered, ever. */
  #answered = false;
  #received = 0;
  #clients = 0;

  /** @param address for people, without credentials */
  constructor(address: string, options: RedisOptions, limits: Limits, redact: (text: string) => string) {
    this.address = address;
    this.#options = options;
    this.#limits = limits;
    this.#redact = redact;
  }

  /** @throws ProbeError */
  async observe(depth: Depth): Promise<Observation> {
    const wanted = depth === 'info' ? [INFO] : QUESTIONS;
    const questions = wanted.filter((question) => !this.#skipped(question));
    const asked = await this.ask(questions);
    const left = wanted.filter((question) => !questions.includes(question));
    const all = [...asked, ...left.map((question) => this.#notAsked(question))];
    const observation = observationOf(all, Date.now(), this.#where(), this.#redact);
    if (!observation) throw this.#noInfo(asked);
    this.#clients = Number(observation.info.get('connected_clients') ?? 0);
    return observation;
  }

  /** @throws ProbeError when there is no connection; what a server refuses is in the replies */
  async ask(questions: readonly Question[]): Promise<Asked[]> {
    const replies = await this.#replies(questions);
    const asked = questions.map((question, index) => ({
      question,
      reply: replies[index] ?? ([new Error('no answer'), undefined] as const),
    }));
    for (const { question, reply } of asked) {
      const refusal = refusalIn(reply);
      if (refusal) this.#refused.set(question, refusal);
    }
    if (this.#received > this.#limits.bytes) throw this.#tooLarge();
    // Late answers would be taken for those of the next refresh.
    if (asked.some(({ reply }) => reply[0] && reasonOf(reply[0].message) === 'no answer in time'))
      this.close();
    return asked;
  }

  close(): void {
    this.#redis?.disconnect();
    this.#redis = undefined;
    this.#refused.clear();
  }

  /** Whom the Sentinels named, where they were asked. */
  #where(): string {
    const { remoteAddress: host, remotePort: port } = this.#redis?.stream ?? {};
    return this.#options.sentinels && host !== undefined && port !== undefined
      ? showEndpoint({ host, port })
      : this.address;
  }

  #skipped(question: Question): boolean {
    return this.#refused.has(question) || (question === CLIENTS && this.#clients > MOST_CLIENTS);
  }

  #notAsked(question: Question): Asked {
    const why = this.#refused.get(question) ?? new Error(`not asked: there are ${this.#clients} clients`);
    return { question, reply: [why, undefined] };
  }

  /** A connection that the other side has closed since the last refresh is opened again, once. */
  async #replies(questions: readonly Question[]): Promise<readonly Reply[]> {
    const kept = this.#redis?.status === 'ready';
    try {
      return await this.#sent(await this.#connected(), questions);
    } catch (error) {
      if (!kept || !(error instanceof ProbeError) || error.kind !== 'closed') throw error;
      return this.#sent(await this.#connected(), questions);
    }
  }

  async #sent(redis: Redis, questions: readonly Question[]): Promise<readonly Reply[]> {
    this.#received = 0;
    const pipeline = redis.pipeline();
    for (const { command } of questions) pipeline.call(...command);
    try {
      const replies = (await pipeline.exec()) ?? [];
      const lost = replies.find(([error]) => error && isLost(error))?.[0];
      if (lost) throw lost;
      this.#answered = true;
      return replies;
    } catch (error) {
      this.close();
      throw this.#received > this.#limits.bytes ? this.#tooLarge() : this.#failureOf(error, true);
    }
  }

  async #connected(): Promise<Redis> {
    if (this.#redis?.status === 'ready') return this.#redis;
    this.close();
    const first = await this.#open(this.#protocol);
    if (!(first instanceof ProbeError)) return first;
    // Whoever drops the connection at HELLO may well bear AUTH.
    if (this.#protocol === 3 && (first.kind === 'closed' || first.kind === 'refused')) {
      const second = await this.#open(2);
      if (!(second instanceof ProbeError)) {
        this.#protocol = 2;
        return second;
      }
    }
    throw first;
  }

  async #open(protocol: 2 | 3): Promise<Redis | ProbeError> {
    const redis = new Redis({
      ...this.#options,
      protocol,
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      retryStrategy: null,
      reconnectOnError: null,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      disableClientInfo: true,
      // Nothing is waited for when we leave.
      disconnectTimeout: 100,
      connectTimeout: this.#limits.connect,
      commandTimeout: this.#limits.answer,
    });
    let failure: unknown;
    let connected = false;
    redis.on('error', (error) => {
      failure ??= error;
    });
    redis.on('connect', () => {
      connected = true;
      this.#count(redis);
    });
    const problem = await withinTime(redis.connect(), this.#limits.connect + this.#limits.answer).then(
      () => undefined,
      (error: unknown) => this.#failureOf(failure ?? error, connected),
    );
    if (!problem) {
      this.#redis = redis;
      return redis;
    }
    if (redis.status !== 'end') redis.disconnect();
    return problem;
  }

  /** A server without TLS takes our greeting for the beginning of a command, and waits for its end. */
  #failureOf(error: unknown, connected: boolean): ProbeError {
    const problem = problemOf(error, this.address, this.#redact);
    if (problem.kind === 'closed' && connected && !this.#options.tls && !this.#answered) {
      const says = 'the connection was closed at once. A server with TLS does that: write rediss://.';
      return new ProbeError('closed', `${this.address}: ${says}`);
    }
    if (problem.kind !== 'timeout' || connected || !this.#options.tls) return problem;
    return new ProbeError(
      'tls',
      `${this.address}: no TLS handshake within the time limit. Perhaps what listens there does not speak TLS.`,
    );
  }

  /** Ends a connection that sends without end. */
  #count(redis: Redis): void {
    this.#received = 0;
    redis.stream.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (this.#received > this.#limits.bytes) redis.stream.destroy();
    });
  }

  #tooLarge(): ProbeError {
    this.close();
    const megabytes = Math.round(this.#limits.bytes / 1024 ** 2);
    return new ProbeError('too large', `${this.address}: the answer is larger than ${megabytes} MiB.`);
  }

  #noInfo(asked: readonly Asked[]): ProbeError {
    this.close();
    const error = asked[0]?.reply[0];
    if (!error)
      return new ProbeError('protocol', `${this.address}: the answer to INFO is none of Redis or Valkey.`);
    if (reasonOf(error.message) === 'no permission')
      return new ProbeError('permission', `${this.address}: this user may not run INFO. Grant it: +info.`);
    return problemOf(error, this.address, this.#redact);
  }
}

/** Refused for good, as far as this connection goes. */
function refusalIn([error]: Reply): Error | undefined {
  return error && ['no permission', 'unknown command'].includes(reasonOf(error.message)) ? error : undefined;
}

/** Said by the client, not by a server: the connection is gone. */
const isLost = (error: Error): boolean =>
  error.name !== 'ReplyError' && reasonOf(error.message) !== 'no answer in time';

function withinTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
