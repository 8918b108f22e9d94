/**
 * The log without secrets. What is traced of the conversation with the language server holds what it is handed, and
 * whether it is traced is a setting that also a folder can make.
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
    trace: cleaned('trace'),
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
