/**
 * Which YAML and JSON can concern a server at all: everything else is never parsed, and mostly never leaves the editor.
 */

/** A document without any of these words cannot concern a server, nor what one is joined with. */
const WORDS =
  /redis|valkey|keydb|redict|dragonfly|falkordb|garnet|kvrocks|maxmemory|appendonly|LimitRange|transparent_hugepage|kustomization|helmCharts|HelmRepository|OCIRepository/i;

/** Words of a configuration file besides: those that hardly another program has. */
const CONF_WORDS = /replicaof|slaveof|sentinel|rdbcompression|dbfilename|^\s*save\s/im;

/** JSON is mostly data; what describes containers says one of these. */
const JSON_KEYS = /"(?:apiVersion|services)"\s*:/;

/** Manifests are YAML or JSON, under these endings or a template's; some tools know names without one. */
const YAML_NAME =
  /\.(?:ya?ml|json)(?:\.(?:j2|jinja2?|erb|tpl|tmpl|template|example|sample|dist|gotmpl))?$|(?:^|\/)(?:(?:chart|requirements)\.lock|kustomization)$/i;

/**
 * Files that say something about others without naming what they run: overlays, values and overrides, and what lies in a
 * folder that says it for them.
 */
const JOINING_NAME =
  /(?:^|\/)(?:kustomization(?:\.ya?ml)?|(?:chart|requirements)\.(?:yaml|lock)|[^/]*compose[^/]*\.ya?ml|[^/]*(?:values|redis|valkey|keydb)[^/]*(?:\/(?:templates\/)?[^/]+)?\.ya?ml(?:\.gotmpl)?)$/i;

const JSON_NAME = /\.json(?:\.|$)/i;

/** @param file a path or an id; only its ending counts */
export const isYamlName = (file: string): boolean => YAML_NAME.test(file);

/** Whether a file is worth having whatever its words are: others may be joined with it. */
export const isJoiningName = (file: string): boolean => JOINING_NAME.test(file);

/**
 * Whether a text can concern a server.
 * @param text decoded in any way that keeps ASCII
 */
export const concernsServers = (file: string, text: string): boolean =>
  WORDS.test(text) && (!JSON_NAME.test(file) || JSON_KEYS.test(text));

/** Whether a file under any name can concern a server: what an editor asks before a document leaves it. */
export function mayConcernServers(file: string, text: string): boolean {
  if (isYamlName(file)) return isJoiningName(file) || concernsServers(file, text);
  return isJoiningName(file) || WORDS.test(text) || CONF_WORDS.test(text);
}

/** Whether a line has something that can make its file one that concerns servers. */
export const isTelling = (line: string): boolean =>
  WORDS.test(line) || CONF_WORDS.test(line) || JSON_KEYS.test(line);
