/** Pods whose scripts write the configuration, in the manner of the charts that do: what their servers run with. */

import { describe, expect, it } from 'vitest';
import { factValue } from '../../../server/src/core/model/fact';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import { lintFiles } from '../../support/lint-text';

const indented = (text: string, by: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n');

interface Chart {
  readonly image: string;
  /** Of ConfigMaps, by name and key. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Lines of the pod's specification. */
  readonly pod: string;
}

function read({ files, pod }: Chart) {
  const maps = Object.entries(files).map(([name, data]) => {
    const entries = Object.entries(data).map(([key, text]) => `  ${key}: |\n${indented(text, 4)}`);
    return ['apiVersion: v1', 'kind: ConfigMap', `metadata: { name: ${name} }`, 'data:', ...entries].join(
      '\n',
    );
  });
  const workload = [
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata: { name: cache }',
    'spec:',
    '  replicas: 3',
    '  serviceName: cache',
    '  selector: { matchLabels: { app: cache } }',
    '  template:',
    '    metadata: { labels: { app: cache } }',
    '    spec:',
    indented(pod, 6),
  ].join('\n');
  const { instances, findings } = lintFiles({ 'cache.yaml': `${[workload, ...maps].join('\n---\n')}\n` });
  const server = instances.find(({ withoutWorkload }) => !withoutWorkload);
  if (!server) throw new Error('no server found');
  const value = (name: string): unknown => factValue(printedSetting(server, name)) ?? 'unknown';
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { server, value, errors };
}

describe('an init container that writes the file', () => {
  const chart = (extra: Record<string, string>): Chart => ({
    image: 'redis:7.2',
    files: {
      scripts: {
        'init.sh': `#!/bin/sh
CONFIG=/data/conf/redis.conf
log() {
  echo "$(date) $1" | tee -a /data/init.log >&2
}
base() {
  log "writing $CONFIG"
  mkdir -p /data/conf
  rm -f $CONFIG
  {
    echo "port 6379"
    echo "dir /data"
  } >>"$CONFIG"
}
extended() {
  if [ -f /usr/local/etc/redis/redis.conf ]; then
    cat /usr/local/etc/redis/redis.conf >>$CONFIG
  fi
  if [ -d /extraconfigs ]; then
    cat /extraconfigs/* >>$CONFIG
  fi
}
base
extended
log done
`,
      },
      config: { 'redis.conf': 'maxmemory 100mb\nsave ""\n', ...extra },
    },
    pod: `
initContainers:
  - name: init
    image: redis:7.2
    command: ["sh", "/scripts/init.sh"]
    volumeMounts:
      - { name: data, mountPath: /data }
      - { name: scripts, mountPath: /scripts }
      - { name: config, mountPath: /usr/local/etc/redis }
containers:
  - name: redis
    image: redis:7.2
    command: ["redis-server", "/data/conf/redis.conf"]
    volumeMounts:
      - { name: data, mountPath: /data }
volumes:
  - { name: scripts, configMap: { name: scripts } }
  - { name: config, configMap: { name: config } }
  - { name: data, emptyDir: {} }
`,
  });

  it('leaves a configuration that is known to its end', () => {
    const { server, value, errors } = read(chart({}));
    expect(errors).toEqual([]);
    expect(server.directives.closed).toBe(true);
    expect([value('maxmemory'), value('save'), value('appendonly')]).toEqual([100 * 1024 ** 2, '', 'no']);
  });

  it('and a mistake in it is one of the server', () => {
    const broken = chart({});
    const files = { ...broken.files, config: { 'redis.conf': 'maxmemory 1gb # one\n' } };
    const { errors } = read({ ...broken, files });
    expect(errors).toHaveLength(1);
  });
});

describe('a primary and its replicas in one script', () => {
  const pod = `
containers:
  - name: redis
    image: redis:7.2
    command: ["/scripts/start.sh"]
    env:
      - { name: TLS, value: "false" }
    volumeMounts:
      - { name: data, mountPath: /data }
      - { name: scripts, mountPath: /scripts }
      - { name: config, mountPath: /readonly }
volumes:
  - { name: data, emptyDir: {} }
  - { name: scripts, configMap: { name: scripts } }
  - { name: config, configMap: { name: config } }
`;
  const start = `#!/bin/sh
INDEX="\${HOSTNAME##*-}"
CONF=/data/redis.conf
set -eu
update() {
  if [ "$TLS" = true ]; then
    echo "slaveof \${1} \${TLS_PORT}" >> "$CONF"
    echo "replica-announce-port " >> "$CONF"
  else
    echo "slaveof \${1} 6379" >> "$CONF"
  fi
  echo "replica-announce-ip \${ANNOUNCE}" >> $CONF
}
find_primary() {
  for i in $(seq 1 3); do
    master=$(redis-cli -h cache sentinel get-master-addr-by-name main | head -n 1)
    if [ -n "$master" ]; then break; fi
    sleep $((3 + i))
  done
  echo "$master"
}
ANNOUNCE=$(getent hosts "cache-$INDEX" | awk '{ print $1 }')
cp /readonly/redis.conf "$CONF"
PRIMARY="$(find_primary)"
if [ -n "$PRIMARY" ]; then
  update "$PRIMARY"
elif [ "$INDEX" = "0" ]; then
  update "$ANNOUNCE"
  sed -i "s/^.*slaveof.*//" "$CONF"
else
  update cache-0
fi
if [ -n "\${AUTH:-}" ]; then
  sed -i "s/replace-default-auth/\${AUTH}/" "$CONF"
fi
exec redis-server "$CONF"
`;
  const chart: Chart = {
    image: 'redis:7.2',
    pod,
    files: { scripts: { 'start.sh': start }, config: { 'redis.conf': 'maxmemory 100mb\nsave 900 1\n' } },
  };

  it('may have any role, and what they share is known', () => {
    const { server, value, errors } = read(chart);
    expect(errors).toEqual([]);
    expect([value('maxmemory'), value('save')]).toEqual([100 * 1024 ** 2, '900 1']);
    expect(factValue(server.role)).toBe('any');
    expect(server.directives.last('replica-announce-port')).toBeUndefined();
  });
});

describe('options in an array', () => {
  const pod = `
containers:
  - name: redis
    image: docker.io/bitnami/redis:7.2.4
    command: ["/bin/bash"]
    args: ["-c", "/opt/bitnami/scripts/start-scripts/start-node.sh"]
    env:
      - { name: REDIS_PORT, value: "6379" }
      - { name: REDIS_TLS_ENABLED, value: "no" }
      - { name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: redis, key: password } } }
    volumeMounts:
      - { name: scripts, mountPath: /opt/bitnami/scripts/start-scripts }
      - { name: config, mountPath: /opt/bitnami/redis/mounted-etc }
      - { name: etc, mountPath: /opt/bitnami/redis/etc }
volumes:
  - { name: etc, emptyDir: {} }
  - { name: scripts, configMap: { name: scripts } }
  - { name: config, configMap: { name: config } }
`;
  const start = `#!/bin/bash
. /opt/bitnami/scripts/libos.sh
. /opt/bitnami/scripts/liblog.sh
full_name() {
  hostname="$1"
  echo "\${hostname}.cache-headless.default.svc.cluster.local"
}
master_in_sentinel="$(redis-cli -h cache sentinel get-master-addr-by-name main)"
found=$?
if [[ $found -ne 0 ]]; then
  info "first start"
  export REDIS_REPLICATION_MODE="master"
else
  REDIS_MASTER_HOST="\${master_in_sentinel}"
  export REDIS_REPLICATION_MODE="replica"
fi
for name in replica redis; do
  if [[ -f /opt/bitnami/redis/mounted-etc/$name.conf ]]; then
    cp /opt/bitnami/redis/mounted-etc/$name.conf /opt/bitnami/redis/etc/$name.conf
  fi
done
echo "" >> /opt/bitnami/redis/etc/replica.conf
echo "replica-announce-ip $(full_name "$HOSTNAME")" >> /opt/bitnami/redis/etc/replica.conf
ARGS=("--port" "\${REDIS_PORT}")
if is_boolean_yes "$REDIS_TLS_ENABLED"; then
  ARGS+=("--tls-port" "")
fi
if [[ "$REDIS_REPLICATION_MODE" = "slave" ]] || [[ "$REDIS_REPLICATION_MODE" = "replica" ]]; then
  ARGS+=("--replicaof" "\${REDIS_MASTER_HOST}" "6379")
fi
ARGS+=("--requirepass" "\${REDIS_PASSWORD}")
ARGS+=("--include" "/opt/bitnami/redis/etc/replica.conf")
ARGS+=("--include" "/opt/bitnami/redis/etc/redis.conf")
exec redis-server "\${ARGS[@]}"
`;

  it('are the same for all nodes but for whom they follow', () => {
    const config = { 'redis.conf': 'appendonly yes\nsave ""\n', 'replica.conf': 'replica-read-only yes' };
    const { server, value, errors } = read({
      image: '',
      pod,
      files: { scripts: { 'start-node.sh': start }, config },
    });
    expect(errors).toEqual([]);
    expect([value('appendonly'), value('save')]).toEqual(['yes', '']);
    expect(server.directives.closed).toBe(true);
    expect(factValue(server.role)).toBe('any');
  });
});
