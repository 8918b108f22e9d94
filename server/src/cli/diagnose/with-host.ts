/** Facts of this machine, for servers that run on it. */

import type { HostFacts, Observation } from '../../core/observations';

/** An observation with what the kernel of this machine adds. */
export async function withHost(
  observation: Observation,
  hostFacts: (observation: Observation) => Promise<HostFacts | undefined>,
): Promise<Observation> {
  const host = await hostFacts(observation);
  return host ? { ...observation, host } : observation;
}
