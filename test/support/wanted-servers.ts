/** The servers of this run, for test files that run on each. What is missing and was to be there is a failing test. */

import { describe, expect, it } from 'vitest';
import { type Server, serversWanted } from '../servers';

/**
 * Defines tests once for every server. Call it at the top level of a test file, with `await`.
 * @param fits leaves out servers that cannot do what is tested; why belongs beside the call
 */
export async function onEachServer(
  define: (server: Server) => void,
  fits: (server: Server) => boolean = () => true,
): Promise<void> {
  const { servers, missing } = await serversWanted();
  for (const server of servers.filter(fits)) describe(server.label, () => define(server));
  it.each(missing.filter(({ required }) => required))('$name is there', ({ name, why }) => {
    expect.fail(`${why}\nFetch it with: node test/servers/ensure.mjs ${name}`);
  });
}
