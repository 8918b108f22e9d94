/**
 * The gate: which YAML and JSON can concern a server. Everything else is not parsed and mostly never leaves the editor.
 */

import { saysOfOthers, unitFile } from '../../text/unit-files';

/** A document without any of these words concerns neither a server nor anything joined with one. */
const WORDS =
  /redis|valkey|keydb|redict|dragonfly|falkordb|garnet|kvrocks|maxmemory|appendonly|LimitRange|transparent_hugepage|kustomization|helmCharts|HelmRepository|OCIRepository/i;

/** Further words of configuration files, which are rare in the files of other programs. */
const CONF_WORDS = /replicaof|slaveof|sentinel|rdbcompression|dbfilename|^\s*save\s/im;

/** Most JSON is data; files that describe containers have one of these keys. */
const JSON_KEYS = /"(?:apiVersion|services)"\s*:/;

/** Manifests are YAML or JSON, also with the ending of a template; some well-known names have no ending. */
const YAML_NAME =
  /\.(?:ya?ml|json)(?:\.(?:j2|jinja2?|erb|tpl|tmpl|template|example|sample|dist|gotmpl))?$|(?:^|\/)(?:(?:chart|requirements)\.lock|kustomization)$/i;

/**
 * Files that can change others without naming an image: overlays, values and overrides, and files in folders that are
 * named after a server.
 */
const JOINING_NAME =
  /(?:^|\/)(?:kustomization(?:\.ya?ml)?|(?:chart|requirements)\.(?:yaml|lock)|[^/]*compose[^/]*\.ya?ml|[^/]*(?:values|redis|valkey|keydb)[^/]*(?:\/(?:templates\/)?[^/]+)?\.ya?ml(?:\.gotmpl)?)$/i;

const JSON_NAME = /\.json(?:\.|$)/i;

/** @param file a path or an id; only its ending counts */
export const isYamlName = (file: string): boolean => YAML_NAME.test(file);

/** Whether a file is relevant regardless of its words, because others may be joined with it. */
export const isJoiningName = (file: string): boolean => JOINING_NAME.test(file);

/**
 * Whether a text can concern a server.
 * @param text in any encoding that keeps ASCII
 */
export const concernsServers = (file: string, text: string): boolean =>
  WORDS.test(text) && (!JSON_NAME.test(file) || JSON_KEYS.test(text));

/** Whether a unit of systemd or a drop-in can concern a server: it names one, or limits what others run. */
export const concernsUnit = (file: string, text: string): boolean =>
  WORDS.test(text) || saysOfOthers(file, text);

/** Smaller documents cost little, and one of them may be a patch of such an object. In UTF-16 code units. */
const SCHEMA_FROM = 8 * 1024;
/** Descriptions of types and of access: no pod, no configuration and no reference to one is in them. */
const SCHEMAS =
  /^kind:[ \t]*["']?(?:CustomResourceDefinition|ClusterRole|Role|PrometheusRule)["']?[ \t]*\r?$/m;
/** Where the kind of an object is looked for: objects are written with it among their first keys. */
const HEAD = 2 * 1024;

/**
 * Whether a large document can be told from its first lines to hold nothing about servers, whatever words are in it: a
 * CustomResourceDefinition that mentions Redis in a description.
 */
export const holdsNoServer = (text: string): boolean =>
  text.length >= SCHEMA_FROM && SCHEMAS.test(text.slice(0, HEAD)) && !text.includes('\n...');

/** Whether a file of any name can concern a server; editors check this before they send a document. */
export function mayConcernServers(file: string, text: string): boolean {
  if (isYamlName(file)) return isJoiningName(file) || concernsServers(file, text);
  if (unitFile(file)) return concernsUnit(file, text);
  return isJoiningName(file) || WORDS.test(text) || CONF_WORDS.test(text);
}

/** Whether a line contains a word that makes its file relevant. */
export const isTelling = (line: string): boolean =>
  WORDS.test(line) || CONF_WORDS.test(line) || JSON_KEYS.test(line);
