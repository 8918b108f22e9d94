/** What rendering a chart gives: by Helm where it is installed, else as it was recorded. */

import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import type { ServerRow } from './servers';
import { serversIn } from './servers';

export interface Rendering {
  readonly chart: string;
  readonly repository: string;
  readonly version: string;
  readonly values: string;
  /** The objects that Helm writes, as far as they say what is compared. */
  readonly recorded: string;
  readonly servers: readonly RenderedServer[];
}

export interface RenderedServer {
  /** As the linter calls it. */
  readonly server: string;
  /** The end of the name of its workload, and its container. */
  readonly workload: string;
  readonly container: string;
  /** Keys of the ConfigMap that it reads, in its order. */
  readonly configuration: readonly string[];
}

export type RenderedFacts = Pick<ServerRow, 'server' | 'save' | 'aof' | 'maxmemory' | 'limit'>;

/** Nobody is reached where charts are kept: then Helm can render nothing. */
const UNREACHABLE =
  /no such host|dial tcp|connection refused|i\/o timeout|network is unreachable|TLS handshake|proxyconnect/i;

export interface Rendered {
  readonly by: 'helm' | 'record';
  readonly text: string;
}

/**
 * @param path folders in which programs are looked for
 * @throws Error when Helm is there and cannot render the chart for another reason than the network
 */
export function render({ chart, repository, version, values, recorded }: Rendering, path: string): Rendered {
  const name = chart.slice(chart.indexOf('/') + 1);
  const result = spawnSync(
    'helm',
    ['template', 'cache', name, '--repo', repository, '--version', version, '--values', '-'],
    { input: values, encoding: 'utf8', env: { ...process.env, PATH: path } },
  );
  const missing = (result.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (missing || (result.status !== 0 && UNREACHABLE.test(result.stderr)))
    return { by: 'record', text: recorded };
  if (result.error || result.status !== 0)
    throw new Error(`helm template ${chart}: ${result.stderr}`, { cause: result.error });
  return { by: 'helm', text: result.stdout };
}

interface KubernetesObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } } };
}

interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
}

/** What rendered objects say of servers; their configuration is read as a redis.conf. */
export function factsOf(text: string, servers: readonly RenderedServer[], version: string): RenderedFacts[] {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject | null);
  return servers.map(({ server, workload, container, configuration }) => {
    const containers = objects
      .filter((object) => object?.spec?.template && object.metadata?.name?.endsWith(workload))
      .flatMap((object) => object?.spec?.template?.spec?.containers ?? []);
    const found = containers.find(({ name }) => name === container);
    const lines = configuration.map(
      (key) =>
        objects.flatMap((object) => (object?.kind === 'ConfigMap' ? (object.data?.[key] ?? []) : []))[0] ??
        '',
    );
    const conf = `# forkguard: version=${version}\n${lines.join('\n')}\n`;
    const [row] = serversIn({ 'redis.conf': conf });
    return {
      server: found ? server : `no ${workload}`,
      save: row?.save ?? '',
      aof: row?.aof ?? '',
      maxmemory: row?.maxmemory ?? '',
      limit: found?.resources?.limits?.memory ?? 'none',
    };
  });
}
