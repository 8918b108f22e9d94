/** An instance from a folder and the arguments of a server, with nothing left open: the test knows every file. */

import { checkInstance } from '../../server/src/core/check';
import { NO_CONFIGURATION } from '../../server/src/core/configuration';
import { readCommandLine } from '../../server/src/core/directives/command-line';
import type { IncludeResolver } from '../../server/src/core/directives/load';
import type { Found } from '../../server/src/core/model/finding';
import { formatVersion, type ServerVersion } from '../../server/src/core/model/version';
import { resolveInclude } from '../../server/src/core/project/include';
import { ConfForm } from '../../server/src/core/server/conf-form';
import type { RedisInstance } from '../../server/src/core/server/instance';
import { buildInstance } from '../../server/src/core/server/server-instance';
import { stableSpan } from '../../server/src/core/text/span';
import { FOLDER, projectOf } from './lint-text';

export interface Judged {
  readonly instance: RedisInstance;
  readonly findings: readonly Found[];
}

/** @param args after the program name; the first may name one of the files */
export function judgeServer(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  version: ServerVersion,
): Judged {
  const project = projectOf(files);
  const file = `${FOLDER}/args`;
  const written = args.map((value) => ({
    value,
    place: { file, span: stableSpan(0, 0) },
    exact: undefined,
  }));
  const line = readCommandLine(written, version, file);
  const config = line.configFile && project.config(`${FOLDER}/${line.configFile.value}`);
  // A wildcard that matches nothing here matches nothing on this server either.
  const resolve: IncludeResolver = (pattern, from) => {
    const found = resolveInclude(pattern, from.map.file, project);
    return found.kind === 'unresolved' && /[*?[]/.test(pattern) ? { kind: 'found', texts: [] } : found;
  };
  const parts = [
    ...(config ? [{ text: config, layer: 'redis.conf' as const }] : []),
    { text: line.options, layer: 'command-line option' as const },
  ];
  const instance = buildInstance({
    name: 'redis-server',
    file,
    kind: 'server',
    anchor: { file, span: stableSpan(0, 0) },
    input: { parts, bare: line.bare, resolve },
    version: {
      chosen: version,
      name: formatVersion(version),
      candidates: [version],
      reason: 'the test says so',
      stated: true,
    },
    stated: {},
    form: new ConfForm(line.options),
  });
  return { instance, findings: checkInstance(instance, NO_CONFIGURATION) };
}
