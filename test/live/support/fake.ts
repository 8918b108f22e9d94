/** Listeners that are no proper server: each answers, or does not, as a test wants. */

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';

const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

/** @returns the port on 127.0.0.1 */
export function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  open.push({ server, sockets });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** Answers each command with what `reply` gives for its words; undefined is silence. */
export function answering(reply: (words: readonly string[], socket: Socket) => string | undefined) {
  return listen((socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let taken = takeCommand(text); taken; taken = takeCommand(text)) {
        text = taken.rest;
        const answer = reply(taken.words, socket);
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
}

function takeCommand(text: string): { words: string[]; rest: string } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  const words: string[] = [];
  let at = head[0].length;
  for (let count = Number(head[1]); count > 0; count -= 1) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (!length) return undefined;
    const start = at + length[0].length;
    const end = start + Number(length[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(start, end));
    at = end + 2;
  }
  return { words, rest: text.slice(at) };
}

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
