/** A request that fails must not take the server with it, nor show an error box for a hover. */

import {
  type CancellationToken,
  type ConnectionOptions,
  LSPErrorCodes,
  Message,
  ResponseError,
} from 'vscode-languageserver';

/** Where failures go: the log, and a finding at the top of the file that a request was about. */
export interface FailureSink {
  /** @param what a sentence: what failed */
  failed(what: string, error: unknown, uri?: string): void;
}

/** Wraps a handler: where it fails, `neutral` is the answer. */
export function safely<P, R>(
  sink: FailureSink,
  what: string,
  neutral: R,
  handle: (params: P) => R,
): (params: P) => R {
  return (params) => {
    try {
      return handle(params);
    } catch (error) {
      sink.failed(what, error, uriOf(params));
      return neutral;
    }
  };
}

/** Work that nothing waits for: the one place where a promise is let go. */
export function background(sink: FailureSink, what: string, work: PromiseLike<unknown> | undefined): void {
  work?.then(undefined, (error: unknown) => sink.failed(what, error));
}

/** For a client that refuses what it is asked for, such as a registration: the server goes on without it. */
export const unlessRefused = (work: Promise<unknown>): void => {
  work.catch(() => {});
};

function uriOf(params: unknown): string | undefined {
  const { textDocument, uri } = (params ?? {}) as { textDocument?: { uri?: unknown }; uri?: unknown };
  const found = textDocument?.uri ?? uri;
  return typeof found === 'string' ? found : undefined;
}

/** Requests that are cancelled while they wait are not worked on. */
export const CONNECTION_OPTIONS: ConnectionOptions = {
  connectionStrategy: {
    cancelUndispatched: (message) =>
      Message.isRequest(message)
        ? { jsonrpc: message.jsonrpc, id: message.id, error: cancelled().toJson() }
        : undefined,
  },
};

const cancelled = (): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');

/** @throws ResponseError once the client no longer wants the answer: asked after waiting, and before the work */
export function stopIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested) throw cancelled();
}
