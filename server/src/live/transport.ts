/**
 * One connection: opened when something is asked, never opened again by itself, and closed as soon as anything is wrong
 * with it. The next question opens a new one.
 */

import debug from 'debug';
import { Redis, type RedisOptions } from 'ioredis';
import { showEndpoint } from '../core/live/address';
import { type Reply, reasonOf } from './answers';
import { ProbeError, problemOf } from './problem';
import type { Question } from './questions';

// ioredis hands every command, AUTH and its password included, to the package debug, which prints it when DEBUG is set.
debug.disable();

export interface Limits {
  /** Milliseconds until a connection must be there. */
  readonly connect: number;
  /** Milliseconds until everything must be answered. */
  readonly answer: number;
  /** Bytes of all answers to one refresh. */
  readonly bytes: number;
}

export const LIMITS: Limits = { connect: 5000, answer: 5000, bytes: 32 * 1024 ** 2 };

export class Transport {
  /** For people, without credentials. */
  readonly address: string;
  /** The constructor of ioredis wants `replyMapping` absent, where its options allow undefined. */
  readonly #options: Omit<RedisOptions, 'replyMapping'>;
  readonly #limits: Limits;
  readonly #redact: (text: string) => string;
  #redis: Redis | undefined;
  /** RESP3 until something between us and the server turns out not to bear the question. */
  #protocol: 2 | 3 = 3;
  /** Something was answered, ever. */
  #answered = false;
  #received = 0;
  #connections = 0;
  #ended = false;

  constructor(address: string, options: RedisOptions, limits: Limits, redact: (text: string) => string) {
    this.address = address;
    this.#options = options;
    this.#limits = limits;
    this.#redact = redact;
  }

  /** The next question opens another connection. */
  close(): void {
    this.#redis?.disconnect();
    this.#redis = undefined;
  }

  /** Nothing is opened any more, also not for what is under way. */
  end(): void {
    this.#ended = true;
    this.close();
  }

  /** How many were opened so far: another number is another connection. */
  get connections(): number {
    return this.#connections;
  }

  get secure(): boolean {
    return this.#options.tls !== undefined;
  }

  /** Whom the Sentinels named, where they were asked. */
  get remote(): string {
    const { remoteAddress: host, remotePort: port } = this.#redis?.stream ?? {};
    return this.#options.sentinels && host !== undefined && port !== undefined
      ? showEndpoint({ host, port })
      : this.address;
  }

  /** Without secrets, and in words that say what to do. */
  problemOf(error: unknown): ProbeError {
    const problem = problemOf(error, this.address, this.#redact);
    const { username, password } = this.#options;
    // The library lets an AUTH with a user pass that an old server did not take, and the next answer is NOAUTH.
    if (!/^NOAUTH/.test((error as Error).message) || username === undefined || !password) return problem;
    const message = 'the server is older than 6.0 and knows no users: leave the user out.';
    return new ProbeError('authentication', `${this.address}: ${message}`);
  }

  /**
   * All questions in one pipeline. A connection that the other side has closed since the last time is opened again, once.
   * @throws ProbeError when there is no connection; what a server refuses is in the replies
   */
  async send(questions: readonly Question[]): Promise<readonly Reply[]> {
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
      if (this.#received > this.#limits.bytes) throw this.#tooLarge();
      this.#answered = true;
      return replies;
    } catch (error) {
      this.close();
      throw this.#received > this.#limits.bytes ? this.#tooLarge() : this.#failureOf(error, true);
    }
  }

  async #connected(): Promise<Redis> {
    if (this.#ended) throw this.#over();
    if (this.#redis?.status === 'ready') return this.#redis;
    this.close();
    const first = await this.#open(this.#protocol);
    if (!(first instanceof ProbeError)) return first;
    // Whoever drops the connection at HELLO may well bear AUTH.
    if (this.#protocol === 3 && !this.#ended && (first.kind === 'closed' || first.kind === 'refused')) {
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
    if (!problem && !this.#ended) {
      this.#redis = redis;
      this.#connections += 1;
      return redis;
    }
    if (redis.status !== 'end') redis.disconnect();
    return problem ?? this.#over();
  }

  /** A server without TLS takes our greeting for the beginning of a command, and waits for its end. */
  #failureOf(error: unknown, connected: boolean): ProbeError {
    const problem = this.problemOf(error);
    if (problem.kind === 'closed' && connected && !this.#options.tls && !this.#answered) {
      const message = 'the connection was closed at once. A server with TLS does that: write rediss://.';
      return new ProbeError('closed', `${this.address}: ${message}`);
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

  #over(): ProbeError {
    return new ProbeError('closed', `${this.address}: the connection was ended.`);
  }

  #tooLarge(): ProbeError {
    this.close();
    const megabytes = Math.round(this.#limits.bytes / 1024 ** 2);
    return new ProbeError('too large', `${this.address}: the answer is larger than ${megabytes} MiB.`);
  }
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
