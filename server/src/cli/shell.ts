/** What the command line needs of the process around it. */
export interface Shell {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly version: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WriteStream | { write(text: string): unknown; readonly isTTY?: false };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The conventions of NO_COLOR (no-color.org) and FORCE_COLOR. */
export function wantsColor({ env, stdout }: Shell): boolean {
  if (env.NO_COLOR) return false;
  return env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stdout.isTTY === true && env.TERM !== 'dumb';
}
