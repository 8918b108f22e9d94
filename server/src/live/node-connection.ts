/** What one server is asked, what it refused, and what its answers make. */

import type { RedisOptions } from 'ioredis';
import { infoText, type Observation } from '../core/observations';
import { type Asked, observationOf, type Reply, reasonOf } from './answers';
import { ProbeError } from './problem';
import { CLIENTS, INFO, QUESTIONS, type Question } from './questions';
import { type Limits, Transport } from './transport';

/** Everything that is of use, or INFO alone: to follow a fork. */
export type Depth = 'all' | 'info';

/** More clients than this are not listed: it would cost the server more than it is worth. */
const MOST_CLIENTS = 20_000;

export class NodeConnection {
  readonly #transport: Transport;
  readonly #redact: (text: string) => string;
  /** What was refused once is not asked again on this connection: every refusal is logged by the server. */
  readonly #refused = new Map<Question, Error>();
  /** The connection on which that was. */
  #connection = 0;
  #clients = 0;

  /** @param address for people, without credentials */
  constructor(address: string, options: RedisOptions, limits: Limits, redact: (text: string) => string) {
    this.#transport = new Transport(address, options, limits, redact);
    this.#redact = redact;
  }

  get address(): string {
    return this.#transport.address;
  }

  /** @throws ProbeError */
  async observe(depth: Depth): Promise<Observation> {
    const wanted = depth === 'info' ? [INFO] : QUESTIONS;
    const questions = wanted.filter((question) => !this.#skipped(question));
    const left = wanted.filter((question) => this.#skipped(question)).map((one) => this.#notAsked(one));
    const asked = await this.ask(questions);
    const all = [...asked, ...left];
    const observation = observationOf(all, Date.now(), this.#transport.remote, this.#redact);
    if (!observation) throw this.#noInfo(asked);
    if (isSentinel(observation)) throw this.#onlySentinel(observation);
    this.#clients = Number(observation.info.get('connected_clients') ?? 0);
    return observation;
  }

  /** @throws ProbeError when there is no connection; what a server refuses is in the replies */
  async ask(questions: readonly Question[]): Promise<Asked[]> {
    const replies = await this.#transport.send(questions);
    if (this.#transport.connections !== this.#connection) this.#refused.clear();
    this.#connection = this.#transport.connections;
    const asked = questions.map((question, index) => ({
      question,
      reply: replies[index] ?? ([new Error('no answer'), undefined] as const),
    }));
    for (const { question, reply } of asked) {
      const refusal = refusalIn(reply);
      if (refusal) this.#refused.set(question, refusal);
    }
    // Late answers would be taken for those of the next refresh.
    if (asked.some(({ reply }) => reply[0] && reasonOf(reply[0].message) === 'no answer in time'))
      this.close();
    return asked;
  }

  close(): void {
    this.#transport.close();
  }

  end(): void {
    this.#transport.end();
  }

  #skipped(question: Question): boolean {
    return this.#refused.has(question) || (question === CLIENTS && this.#clients > MOST_CLIENTS);
  }

  #notAsked(question: Question): Asked {
    const why = this.#refused.get(question) ?? new Error(`not asked: there are ${this.#clients} clients`);
    return { question, reply: [why, undefined] };
  }

  /** A Sentinel has an INFO too, and none of it is about the data that it watches. */
  #onlySentinel({ info }: Observation): ProbeError {
    this.close();
    const groups = [...info]
      .filter(([field]) => /^master\d+$/.test(field))
      .flatMap(([, value]) => /(?:^|,)name=([^,]+)/.exec(value)?.[1] ?? []);
    const group = groups[0] ?? '<group>';
    const watched = groups.length === 0 ? '' : ` It watches ${groups.map(this.#redact).join(', ')}.`;
    return new ProbeError(
      'sentinel',
      `${this.address}: this is a Sentinel, not the server whose data it watches.${watched} Write redis${this.#transport.secure ? 's' : ''}+sentinel://${this.address}/${this.#redact(group)}.`,
    );
  }

  #noInfo(asked: readonly Asked[]): ProbeError {
    this.close();
    const error = asked[0]?.reply[0];
    if (!error)
      return new ProbeError('protocol', `${this.address}: the answer to INFO is none of Redis or Valkey.`);
    if (reasonOf(error.message) === 'no permission')
      return new ProbeError('permission', `${this.address}: this user may not run INFO. Grant it: +info.`);
    return this.#transport.problemOf(error);
  }
}

const isSentinel = (observation: Observation): boolean =>
  (infoText(observation, 'redis_mode') ?? infoText(observation, 'server_mode')) === 'sentinel';

/** Refused for good, as far as this connection goes. */
function refusalIn([error]: Reply): Error | undefined {
  return error && ['no permission', 'unknown command'].includes(reasonOf(error.message)) ? error : undefined;
}
