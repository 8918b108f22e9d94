/** Repositories of operators: large CustomResourceDefinitions that mention Redis, beside the servers that count. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../client/dev/paths.mjs';
import { scratchFolder } from '../../client/dev/scratch.mjs';
import { otherManifest, serverManifest } from './manifests.mjs';

const PRINT_PEAK =
  'process.on("exit", () => process.stderr.write(`PEAK ${process.resourceUsage().maxRSS}\\n`))';

/**
 * @param {{ files: number, schemas: number, kilobytes: number }} tree
 * @returns {{ megabytes: number, servers: number }} peak of the resident set
 */
export function readSchemas({ files, schemas, kilobytes }) {
  const folder = scratchFolder('bench');
  for (let n = 0; n < files; n += 1) {
    const team = path.join(folder, `team-${n % 20}`);
    mkdirSync(team, { recursive: true });
    writeFileSync(
      path.join(team, `deployment-${n}.yaml`),
      n % 100 === 0 ? serverManifest(n) : otherManifest(n),
    );
  }
  for (let n = 0; n < schemas; n += 1)
    writeFileSync(path.join(folder, `crd-${n}.yaml`), schema(n, kilobytes * 1024));
  const hook = `--import=data:text/javascript,${encodeURIComponent(PRINT_PEAK)}`;
  const args = [hook, inRoot('dist/cli.js'), '--format', 'json', '--fail-on', 'never'];
  const { stderr, stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const peak = /PEAK (\d+)/.exec(stderr)?.[1];
  if (peak === undefined) throw new Error(`the command line failed: ${stderr.slice(0, 500)}`);
  return { megabytes: Number(peak) / 1024, servers: JSON.parse(stdout).instances.length };
}

/** @param {number} n @param {number} length UTF-16 code units, at least */
function schema(n, length) {
  let text = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${n}.argoproj.io
spec:
  group: argoproj.io
  names: { kind: Thing${n}, plural: things${n} }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
`;
  for (let field = 0; text.length < length; field += 1)
    text += `            field${field}:
              description: |-
                Field ${field} says how the redis cache of the controller is reached.
              type: string
              enum: [a, b, c]
`;
  return text;
}
