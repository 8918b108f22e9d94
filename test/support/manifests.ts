/** A StatefulSet whose configuration stands in a ConfigMap of another file. */

export const STATEFUL_SET = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: orders
spec:
  serviceName: orders
  replicas: 1
  selector:
    matchLabels: { app: orders }
  template:
    metadata:
      labels: { app: orders }
    spec:
      containers:
        - name: server
          image: redis:7.2.4
          args: ["/etc/server/server.conf"]
          resources:
            limits:
              memory: 4Gi
          volumeMounts:
            - name: config
              mountPath: /etc/server
      volumes:
        - name: config
          configMap:
            name: orders-config
`;

export const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders-config
data:
  server.conf: |
    # Orders
    maxmemory 3gb
    maxmemory-policy noeviction
    save 900 1
    appendonly no
`;
