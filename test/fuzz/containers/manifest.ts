/** A pod as Kubernetes objects, and these as YAML or JSON in one of the many ways in which people write them. */

import { stringify } from 'yaml';

export interface ConfigMapVolume {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly mountPath: string;
  /** Mounts one key alone, at `mountPath`. */
  readonly subPath?: string;
  /** Other names for the keys. */
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  readonly projected?: boolean;
}

export interface EmptyVolume {
  readonly name: string;
  readonly mountPath: string;
}

export interface WrittenContainer {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly envFrom?: readonly object[];
}

export interface WrittenPod {
  readonly image: string;
  readonly kind: 'Pod' | 'Deployment' | 'StatefulSet';
  readonly server: WrittenContainer;
  readonly init: readonly WrittenContainer[];
  readonly configMaps: readonly ConfigMapVolume[];
  readonly empty: readonly EmptyVolume[];
  /** ConfigMaps that only variables come from. */
  readonly settings: readonly { readonly name: string; readonly data: Readonly<Record<string, string>> }[];
}

/** The objects: workload first, then its ConfigMaps. */
export function objectsOf(pod: WrittenPod): object[] {
  const { configMaps, empty } = pod;
  const volumeMounts = [...configMaps, ...empty].map((volume) => ({
    name: volume.name,
    mountPath: volume.mountPath,
    ...('subPath' in volume && volume.subPath ? { subPath: volume.subPath } : {}),
  }));
  const container = (name: string, written: WrittenContainer) => ({
    name,
    image: pod.image,
    ...written,
    ...(volumeMounts.length > 0 ? { volumeMounts } : {}),
  });
  const spec = {
    ...(pod.init.length > 0
      ? { initContainers: pod.init.map((one, index) => container(`init-${index}`, one)) }
      : {}),
    containers: [container('redis', pod.server)],
    volumes: [...configMaps.map(volumeOf), ...empty.map(({ name }) => ({ name, emptyDir: {} }))],
  };
  const labels = { app: 'redis' };
  const metadata = { name: 'redis' };
  const workload =
    pod.kind === 'Pod'
      ? { apiVersion: 'v1', kind: 'Pod', metadata, spec }
      : {
          apiVersion: 'apps/v1',
          kind: pod.kind,
          metadata,
          spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
        };
  const data = [...configMaps, ...pod.settings].map(({ name, data: entries }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: entries,
  }));
  return [workload, ...data];
}

function volumeOf({ name, items, projected }: ConfigMapVolume): object {
  const reference = { name, ...(items ? { items } : {}) };
  if (projected) return { name, projected: { sources: [{ configMap: reference }] } };
  return { name, configMap: { ...reference, defaultMode: 0o755 } };
}

export interface Style {
  readonly json: boolean;
  readonly strings: 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE';
  readonly blocks: boolean | 'literal' | 'folded';
  readonly flow: boolean;
  /** All objects in one file, or each in its own. */
  readonly oneFile: boolean;
  readonly crlf: boolean;
}

/** Files by name. */
export function filesOf(objects: readonly object[], style: Style): Record<string, string> {
  const texts = objects.map((object) => write(object, style));
  if (!style.oneFile)
    return Object.fromEntries(
      texts.map((text, index) => [`redis-${index}.${style.json ? 'json' : 'yaml'}`, text]),
    );
  if (style.json) return { 'redis.json': write({ apiVersion: 'v1', kind: 'List', items: objects }, style) };
  return { 'redis.yaml': texts.join(style.crlf ? '---\r\n' : '---\n') };
}

function write(object: object, { json, strings, blocks, flow, crlf }: Style): string {
  if (json) return JSON.stringify(object, undefined, 2);
  const text = stringify(object, {
    lineWidth: 0,
    defaultStringType: strings,
    defaultKeyType: 'PLAIN',
    blockQuote: blocks,
    collectionStyle: flow ? 'flow' : 'block',
    version: '1.1',
  });
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}
