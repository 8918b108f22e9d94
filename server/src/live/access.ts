/** Running servers for the language server: what it asks for is loaded with the first connection. */

import type { Target } from '../core/live/address';
import type { ConnectRequest, LiveAccess } from '../lsp/live-access';

type Live = typeof import('../live');

/** @param load the bundle that can open connections */
export function networkAccess(load: () => Promise<Live>): LiveAccess {
  return {
    async open(request) {
      const live = await load();
      const session = new live.Session(targetOf(request, live));
      return {
        close: () => session.close(),
        observe: async () => {
          const { observations, problems } = await session.observe();
          const withHost = observations.map(async (observation) => {
            const host = await live.hostFacts(observation);
            return host ? { ...observation, host } : observation;
          });
          return { observations: await Promise.all(withHost), problems };
        },
      };
    },
    async cliOptions(request, address) {
      const live = await load();
      return live.cliOptions(targetOf(request, live), address);
    },
  };
}

/** What is said apart from the address counts more than what stands in it. */
function targetOf({ address, name: _, ...said }: ConnectRequest, live: Live): Target {
  const parsed = live.parseAddress(address);
  const given = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined && value !== null),
  );
  return { ...parsed, ...given };
}
