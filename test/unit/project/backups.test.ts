/** Jobs that tell servers to save: whose fork that is. */

import { expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';

const SERVER = `apiVersion: v1
kind: Service
metadata: { name: redis-primary }
spec: { selector: { app: cart }, ports: [{ port: 6379 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: cart }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - name: redis
          image: redis:7.2
          args: [--save, ""]
`;

const job = (script: string, env = ''): string => `apiVersion: batch/v1
kind: CronJob
metadata: { name: backup }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: backup
              image: redis:7.2
              ${env}
              command: ["sh", "-c", ${JSON.stringify(script)}]
`;

const forksOf = (files: Record<string, string>): string[] =>
  lintFiles(files).instances.flatMap(({ forkTriggers }) => forkTriggers.map(({ what }) => what));

it.each([
  ['a host of a service', 'redis-cli -h redis-primary BGSAVE'],
  ['with a password and a port', 'set -e\nredis-cli -a "$PASSWORD" -h redis-primary.shop.svc -p 6379 bgsave'],
  ['a pod', 'valkey-cli -h cart-0.cart BGREWRITEAOF'],
  ['an address', 'redis-cli -u redis://:secret@redis-primary:6379 --rdb /backup/dump.rdb'],
  ['kubectl exec', 'kubectl exec -n shop cart-0 -c redis -- redis-cli BGSAVE'],
  [
    'a workload',
    'kubectl exec statefulset/cart -- sh -c true; kubectl exec statefulset/cart -- redis-cli BGSAVE',
  ],
])('%s is found', (_, script) => {
  expect(forksOf({ 'redis.yaml': SERVER, 'job.yaml': job(script) })).toEqual([
    'a job that asks for a snapshot',
  ]);
});

it('the host may come from a variable', () => {
  const env = 'env: [{ name: HOST, value: redis-primary }]';
  expect(forksOf({ 'redis.yaml': SERVER, 'job.yaml': job('redis-cli -h $HOST BGSAVE', env) })).toHaveLength(
    1,
  );
});

it.each([
  ['another host', 'redis-cli -h orders BGSAVE'],
  ['a host that nobody knows', 'POD=$(kubectl get pods -o name)\nkubectl exec $POD -- redis-cli BGSAVE'],
  ['nothing but a look', 'redis-cli -h redis-primary LASTSAVE # after BGSAVE'],
  ['a word', 'echo redis-cli -h redis-primary; echo BGSAVE'],
])('%s is nothing', (_, script) => {
  expect(forksOf({ 'redis.yaml': SERVER, 'job.yaml': job(script) })).toEqual([]);
});

it('a sidecar saves the server beside it', () => {
  const sidecar = `${SERVER}        - name: saver
          image: redis:7.2
          command: [sh, -c, "while true; do redis-cli bgsave; sleep 3600; done"]
`;
  expect(forksOf({ 'redis.yaml': sidecar })).toEqual(['a job that asks for a snapshot']);
});

it('is noticed when only the job changes', () => {
  const before = { 'redis.yaml': SERVER, 'job.yaml': job('sleep 1') };
  expect(forksOf(before)).toEqual([]);
  expect(forksOf({ ...before, 'job.yaml': job('redis-cli -h redis-primary BGSAVE') })).toHaveLength(1);
});
