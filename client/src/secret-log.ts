/**
 * The log without secrets, and without the contents of messages: a trace of the conversation with the language server
 * names each message and how long it took. Whole files and passwords are in the rest.
 */

import type { LogOutputChannel } from 'vscode';
import { redactor } from '../../server/src/core/live/redact';

export class Secrets {
  #redact: (text: string) => string = (text) => text;
  readonly #known = new Set<string>();

  /** @param secrets passwords and keys that were read in this session */
  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret) this.#known.add(secret);
    this.#redact = redactor([...this.#known]);
  }

  redact(text: string): string {
    return this.#redact(text);
  }
}

/** Parameters and results begin on the second line; as JSON they are all of it. */
const firstLine = (text: string): string =>
  text.trimStart().startsWith('{') ? 'a message' : (text.split('\n')[0] ?? '');

export function withoutSecrets(output: LogOutputChannel, secrets: Secrets): LogOutputChannel {
  const clean = (value: unknown): string =>
    secrets.redact(value instanceof Error ? `${value.stack}` : `${value}`);
  const cleaned =
    (method: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
    (message: unknown, ...args: unknown[]): void =>
      output[method](clean(message), ...args.map(clean));
  return {
    name: output.name,
    get logLevel() {
      return output.logLevel;
    },
    onDidChangeLogLevel: output.onDidChangeLogLevel,
    trace: (message: unknown) => output.trace(firstLine(clean(message))),
    debug: cleaned('debug'),
    info: cleaned('info'),
    warn: cleaned('warn'),
    error: cleaned('error'),
    append: (value) => output.append(clean(value)),
    appendLine: (value) => output.appendLine(clean(value)),
    replace: (value) => output.replace(clean(value)),
    clear: () => output.clear(),
    show: () => output.show(),
    hide: () => output.hide(),
    dispose: () => output.dispose(),
  };
}
