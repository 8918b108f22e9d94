/** Manifests, configurations and folders to measure on: generated, so that every run measures the same. */

/** Lines of one generated application: about what a Deployment with its Service and settings takes. */
const application = (/** @type {number} */ n) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${n}
  labels:
    app.kubernetes.io/name: web-${n}
    app.kubernetes.io/part-of: shop
spec:
  replicas: ${1 + (n % 5)}
  selector:
    matchLabels:
      app.kubernetes.io/name: web-${n}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web-${n}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9100"
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web-${n}:1.${n}.0
          args: ["--listen", ":8080", "--log-level", "info"]
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: REGION
              value: eu-${n % 3}
            - name: DATABASE
              valueFrom:
                secretKeyRef:
                  name: web-${n}
                  key: url
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
---
apiVersion: v1
kind: Service
metadata:
  name: web-${n}
spec:
  selector:
    app.kubernetes.io/name: web-${n}
  ports:
    - name: http
      port: 80
      targetPort: http
---
`;

const server = (/** @type {number} */ n) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: cache-${n}
data:
  redis.conf: |
    maxmemory 512mb
    maxmemory-policy allkeys-lru
    save 900 1
    save 300 10
    appendonly yes
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cache-${n}
spec:
  serviceName: cache-${n}
  replicas: 1
  selector:
    matchLabels:
      app: cache-${n}
  template:
    metadata:
      labels:
        app: cache-${n}
    spec:
      containers:
        - name: redis
          image: redis:7.2
          args: ["/etc/redis/redis.conf"]
          resources:
            limits:
              memory: 768Mi
          volumeMounts:
            - name: config
              mountPath: /etc/redis
      volumes:
        - name: config
          configMap:
            name: cache-${n}
---
`;

const linesIn = (/** @type {string} */ text) => text.split('\n').length - 1;

/** One server among about forty applications, as in a rendered environment. @param {number} lines at least so many */
export function manifests(lines) {
  const parts = [server(0)];
  for (let n = 1, count = linesIn(server(0)); count < lines; n += 1) {
    const part = n % 40 === 0 ? server(n) : application(n);
    parts.push(part);
    count += linesIn(part);
  }
  return parts.join('');
}

/** @param {number} n a file that says nothing of a server */
export const otherManifest = (n) => application(n);

/** @param {number} n */
export const serverManifest = (n) => server(n);

/** A values file with one redis among many services. @param {number} lines at least so many */
export function values(lines) {
  const block = (/** @type {number} */ n) =>
    `web${n}:
  image:
    repository: registry.example.com/shop/web-${n}
    tag: 1.${n}.0
  replicas: ${1 + (n % 5)}
  resources:
    requests: {cpu: 100m, memory: 128Mi}
    limits:
      memory: 256Mi
  env:
    REGION: eu-${n % 3}
`;
  const server = `redis:
  architecture: standalone
  commonConfiguration: |-
    maxmemory 512mb
    save 900 1
  master:
    resources:
      limits:
        memory: 768Mi
`;
  const parts = [];
  const count = Math.ceil(lines / (linesIn(block(0)) + 1));
  for (let n = 0; n < count; n += 1) parts.push(n === count >> 1 ? server : block(n));
  return parts.join('');
}

/** What the stock file of Redis 8.8 sets: the value of each is the default of that version. */
const SETTINGS =
  'bind 127.0.0.1 -::1|protected-mode yes|port 6379|tcp-backlog 511|timeout 0|tcp-keepalive 300|daemonize no|pidfile /var/run/redis_6379.pid|loglevel notice|logfile ""|databases 16|always-show-logo no|set-proc-title yes|proc-title-template "{title} {listen-addr} {server-mode}"|locale-collate ""|stop-writes-on-bgsave-error yes|rdbcompression yes|rdbchecksum yes|dbfilename dump.rdb|rdb-del-sync-files no|dir ./|replica-serve-stale-data yes|replica-read-only yes|repl-diskless-sync yes|repl-diskless-sync-delay 5|repl-diskless-sync-max-replicas 0|repl-diskless-load disabled|repl-disable-tcp-nodelay no|replica-priority 100|acllog-max-len 128|lazyfree-lazy-eviction no|lazyfree-lazy-expire no|lazyfree-lazy-server-del no|replica-lazy-flush no|lazyfree-lazy-user-del no|lazyfree-lazy-user-flush no|oom-score-adj no|oom-score-adj-values 0 200 800|disable-thp yes|appendonly no|appendfilename "appendonly.aof"|appenddirname "appendonlydir"|appendfsync everysec|no-appendfsync-on-rewrite no|auto-aof-rewrite-percentage 100|auto-aof-rewrite-min-size 64mb|aof-load-truncated yes|aof-use-rdb-preamble yes|aof-timestamp-enabled no|slowlog-log-slower-than 10000|slowlog-max-len 128|latency-monitor-threshold 0|notify-keyspace-events ""|hash-max-listpack-entries 512|hash-max-listpack-value 64|list-max-listpack-size -2|list-compress-depth 0|set-max-intset-entries 512|set-max-listpack-entries 128|set-max-listpack-value 64|zset-max-listpack-entries 128|zset-max-listpack-value 64|hll-sparse-max-bytes 3000|stream-node-max-bytes 4096|stream-node-max-entries 100|activerehashing yes|client-output-buffer-limit normal 0 0 0|client-output-buffer-limit replica 256mb 64mb 60|client-output-buffer-limit pubsub 32mb 8mb 60|hz 10|dynamic-hz yes|aof-rewrite-incremental-fsync yes|rdb-save-incremental-fsync yes|jemalloc-bg-thread yes'.split(
    '|',
  );

/** A redis.conf as large as a stock file, with as many comments and settings. @param {number} lines */
export function configuration(lines) {
  const text = [];
  for (const [n, setting] of SETTINGS.entries()) {
    while (text.length < ((n + 1) * lines) / SETTINGS.length - 2)
      text.push('# Most of such a file is comment: what the directive does, and what to think of', '#');
    text.push(setting, '');
  }
  return `${text.join('\n')}\n`;
}
