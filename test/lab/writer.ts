/** Requests to a server over one connection, at a rate or as fast as it answers, and how many were answered. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AnswerCount } from './answers';
import type { Request } from './operation';

const BATCH = 25;
/** Requests that wait for their answers at most. */
const WINDOW = 100;
const TICK = 5;

export class Writer {
  readonly #socket: Socket;
  readonly #source: () => Request;
  /** Requests per second. */
  readonly #rate: number;
  readonly #started = performance.now();
  readonly #answers = new AnswerCount();
  #sent = 0;
  #commands = 1;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Called when the server goes away while writing. */
  onGone: () => void = () => {};

  private constructor(socket: Socket, source: () => Request, rate: number) {
    this.#socket = socket;
    this.#source = source;
    this.#rate = rate;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(this.#timer);
      if (!this.#stopped) this.onGone();
    });
    if (rate === Number.POSITIVE_INFINITY) this.#fill();
    else this.#timer = setInterval(() => this.#due(), TICK);
  }

  /** @param rate requests per second; Infinity for as many as are answered */
  static async start(path: string, source: () => Request, rate: number): Promise<Writer> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new Writer(socket, source, rate);
  }

  /** Requests that the server has answered so far. */
  get answered(): number {
    return Math.floor(this.#answers.count / this.#commands);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (let tries = 0; tries < 200 && this.answered < this.#sent && !this.#socket.destroyed; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#answers.take(chunk);
    if (this.#rate === Number.POSITIVE_INFINITY) this.#fill();
  }

  #fill(): void {
    while (!this.#stopped && this.#sent - this.answered <= WINDOW - BATCH) this.#send(BATCH);
  }

  #due(): void {
    const due = Math.floor((this.#rate * (performance.now() - this.#started)) / 1000) - this.#sent;
    const room = WINDOW - (this.#sent - this.answered);
    if (due > 0 && room > 0) this.#send(Math.min(due, room));
  }

  #send(count: number): void {
    const batch: Buffer[] = [];
    for (let one = 0; one < count; one += 1) {
      const { bytes, commands } = this.#source();
      this.#commands = commands;
      batch.push(bytes);
    }
    this.#sent += count;
    this.#socket.write(Buffer.concat(batch));
  }
}

const NOTHING = Buffer.alloc(0);

/** Sends `count` requests and waits until all are answered. */
export async function fill(path: string, count: number, request: (index: number) => Buffer): Promise<void> {
  let next = 0;
  const writer = await Writer.start(
    path,
    () => {
      const index = next;
      next += 1;
      return { index, bytes: index < count ? request(index) : NOTHING, commands: 1 };
    },
    Number.POSITIVE_INFINITY,
  );
  while (writer.answered < count) await new Promise((resolve) => setTimeout(resolve, 5));
  await writer.stop();
}
