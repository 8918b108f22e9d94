/** Scripts of images that other scripts call or read: what they define, and which server they end in. */

import type { ImageInfo } from '../../server/image-info';
import type { ImageScripts } from '../shell/invoke';
import type { RunContext } from '../shell/run';

/** Start scripts of images that end in the server with the configuration of the image. */
const RUN_SCRIPTS: ReadonlySet<string> = new Set([
  'run-redis',
  'run-valkey',
  '/opt/bitnami/scripts/redis/run.sh',
  '/opt/bitnami/scripts/valkey/run.sh',
  '/opt/bitnami/scripts/redis-cluster/run.sh',
  '/opt/bitnami/scripts/valkey-cluster/run.sh',
]);

/**
 * What a container of the image runs in. Variables that the image sets are not known; where those are not known by
 * their names, no variable is known to be unset.
 */
export function runContext(
  image: ImageInfo | undefined,
  { variables, variablesKnown, ...given }: Omit<RunContext, 'image'>,
): RunContext {
  const set = (image?.environment ?? []).map((name) => ({ name, value: undefined }));
  return {
    ...given,
    variables: [...set, ...variables],
    variablesKnown: variablesKnown && image?.environment !== undefined,
    image: imageScripts(image),
  };
}

function imageScripts(image: ImageInfo | undefined): ImageScripts {
  return {
    isRunScript: (path) => RUN_SCRIPTS.has(path),
    passesTo: (path) =>
      path === '/run.sh' && image?.family === 'bitnami' ? `${image.product ?? 'redis'}-server` : undefined,
    library: (path) => (/^\/opt\/bitnami\/scripts\/lib\w+\.sh$/.test(path) ? BITNAMI_LIBRARY : undefined),
  };
}

/** What scripts use of lib*.sh of the bitnami images (liblog, libos, libvalidations, libfile), which define functions only. */
const BITNAMI_LIBRARY = `
log() { :; }
info() { :; }
warn() { :; }
error() { :; }
debug() { :; }
indent() { :; }
is_boolean_yes() { case "\${1,,}" in 1|yes|true) return 0 ;; *) return 1 ;; esac; }
is_yes_no_value() { case "\${1,,}" in yes|no) return 0 ;; *) return 1 ;; esac; }
is_true_false_value() { case "\${1,,}" in true|false) return 0 ;; *) return 1 ;; esac; }
is_empty_value() { [ -z "\${1}" ]; }
replace_in_file() { sed -i -E "s\x01\${2}\x01\${3}\x01g" "\${1}"; }
retry_while() { eval "$1"; }
`;
