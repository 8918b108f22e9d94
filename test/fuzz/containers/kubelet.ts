/**
 * What Kubernetes gives a container, worked out without the readers of the core: its files, its environment and the words
 * that are started. Everything lies below a folder that stands for the root of the container.
 */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Paths of a container begin with this word, so that they can be found in any text and moved into a folder. */
const CONTAINER_ROOT = '/fg';

export interface Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** In order, as the kubelet works it out; a later one of the same name wins. */
  readonly environment: readonly { readonly name: string; readonly value: string }[];
}

export interface Pod {
  /** Content by path: what ConfigMaps put there. */
  readonly files: Readonly<Record<string, string>>;
  /** Empty volumes. */
  readonly folders: readonly string[];
  readonly init: readonly Container[];
  readonly server: Container;
  readonly image: 'redis' | 'valkey';
}

/** `$(NAME)` of the container's own variables; `$$(NAME)` stays as `$(NAME)`, and so does a name that nobody set. */
function expandByKubelet(text: string, environment: Container['environment']): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) => {
    if (name === undefined) return '$';
    const found = environment.findLast((one) => one.name === name);
    return found ? found.value : whole;
  });
}

/**
 * The entry points of the official images, without the change of user (docker-library/redis and
 * valkey-io/valkey-container).
 */
const ENTRY_POINTS: Readonly<Record<Pod['image'], string>> = {
  redis: `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
exec "$@"
`,
  valkey: `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
  set -- valkey-server "$@"
fi
exec "$@" $VALKEY_EXTRA_FLAGS
`,
};

/** The ending of a file beside the socket, which tells that the pod itself gives its server no option. */
export const WITHOUT_OPTIONS = 'bare';

/** In place of a server: starts the real one in the same way, but reachable by the test and by nobody else. */
function serverShim(program: string): string {
  return `#!/bin/sh
[ $# -gt 0 ] || : > "$FORKGUARD_SOCKET.${WITHOUT_OPTIONS}"
case "\${1:--}" in
  -*) exec ${program} --port 0 --unixsocket "$FORKGUARD_SOCKET" "$@" ;;
esac
file="$1"
shift
exec ${program} "$file" --port 0 --unixsocket "$FORKGUARD_SOCKET" "$@"
`;
}

export interface Process {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Writes the files of the pod into a folder.
 * @param server absolute path of a real redis-server
 * @returns what to start, one after the other; the last one is the server
 */
export function materialise(pod: Pod, folder: string, server: string): Process[] {
  const moved = (text: string) => text.replaceAll(`${CONTAINER_ROOT}/`, `${folder}${CONTAINER_ROOT}/`);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  };
  for (const path of pod.folders) mkdirSync(moved(`${path}/`), { recursive: true });
  for (const [path, text] of Object.entries(pod.files)) write(moved(path), moved(text));
  const bin = join(folder, 'bin');
  write(join(bin, 'docker-entrypoint.sh'), ENTRY_POINTS[pod.image]);
  for (const name of ['redis-server', 'valkey-server']) write(join(bin, name), serverShim(server));
  const standard = {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    FORKGUARD_SOCKET: join(folder, 'server.sock'),
  };
  return [...pod.init, pod.server].map((container) => {
    const { environment } = container;
    const argv = wordsOf(container, `${pod.image}-server`).map((word) =>
      moved(expandByKubelet(word, environment)),
    );
    const own = Object.fromEntries(environment.map(({ name, value }) => [name, moved(value)]));
    return { argv, env: { ...standard, ...own } };
  });
}

/** `command` replaces the entry point of the image and, where there are no `args`, its command too. */
function wordsOf({ command = [], args = [] }: Container, standard: string): string[] {
  if (command.length > 0) return [...command, ...args];
  return ['docker-entrypoint.sh', ...(args.length > 0 ? args : [standard])];
}
