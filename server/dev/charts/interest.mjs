// The values that an entry of the catalogue speaks of: only these are looked up in every version.

const CONDITION = /^!?([^!=?]+)/;

const conditionPaths = (when) => (when ?? []).map((one) => CONDITION.exec(one)?.[1]);

/** @param {object} record an entry of charts.json @returns {string[]} paths, each once, those above others first */
export function pathsOf(record) {
  const { image, servers, hostPrepared, notes } = record;
  const paths = servers.flatMap((server) => [
    ...conditionPaths(server.when),
    server.count,
    server.followers?.path,
    server.resources,
    server.preset,
    server.persistence,
    server.medium,
    server.sysctls,
    [server.block, 'autoscaling.enabled'].filter(Boolean).join('.'),
    ...server.open,
    ...(server.replaced ?? []),
    ...server.config.flatMap(({ path, when }) => [path, ...conditionPaths(when)]),
    ...server.write.flatMap(({ path, and }) => [path, ...Object.keys(and ?? {})]),
  ]);
  const prepared = hostPrepared ? [...conditionPaths(hostPrepared.when), hostPrepared.command] : [];
  const found = [image.registry, image.repository, ...paths, ...prepared, ...notes.map(({ path }) => path)];
  return [...new Set(found.filter((path) => typeof path === 'string' && path !== ''))].sort(
    (a, b) => a.split('.').length - b.split('.').length || (a < b ? -1 : 1),
  );
}

/** Paths whose values are kept as a whole; of other mappings only what is asked for by its own path. */
export function wholesOf({ servers }) {
  return new Set(
    servers.flatMap(({ resources, sysctls, open, replaced = [], config, when }) => [
      resources,
      sysctls,
      ...open,
      ...replaced,
      ...conditionPaths(when),
      ...config.flatMap((step) => [step.path, ...conditionPaths(step.when)]),
    ]),
  );
}

/** A path as the version names it. */
export function asNamed(path, version, renamed, isBelow) {
  const [first, ...rest] = path.split('.');
  const other = (renamed ?? []).find(({ from, below }) => from === first && isBelow(version, below));
  return [other?.to ?? first, ...rest].join('.');
}
