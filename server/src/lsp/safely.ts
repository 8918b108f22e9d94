/** A request that fails must not take the server with it, nor show an error box for a hover. */

/** Wraps a handler: an error is logged with its stack, and `neutral` is the answer. */
export function safely<P, R>(
  log: (line: string) => void,
  neutral: R,
  handle: (params: P) => R,
): (params: P) => R {
  return (params) => {
    try {
      return handle(params);
    } catch (error) {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return neutral;
    }
  };
}
