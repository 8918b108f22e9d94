/** `node test/servers/ensure.mjs [--json] [--update] [name…]`: fetches servers and says where they are. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cache';
import { serversWanted } from './index';
import { SERVERS } from './list';

const USAGE = `node test/servers/ensure.mjs [--json] [--update] [<server>…]
  <server>  ${SERVERS.map(({ name }) => name).join(', ')}, all, stable, sid,
            a release such as valkey-9.1, or the path of a program;
            without any, what FORKGUARD_SERVERS names, or all that can be had
  --json    one JSON object: servers and missing
  --update  fetch those of sid again, which may have a newer version by now`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE);
  if (values.update)
    for (const { name, kind } of SERVERS)
      if (kind === 'sid') rmSync(join(cacheFolder(), name), { recursive: true, force: true });
  const found = await serversWanted(positionals.length > 0 ? positionals.join(',') : undefined);
  if (values.json) console.log(JSON.stringify(found));
  else {
    for (const { name, label, path } of found.servers) console.log(`${name}  ${label}  ${path}`);
    for (const { name, why } of found.missing) console.error(`${name} is not to be had: ${why}`);
  }
  process.exitCode = found.missing.some(({ required }) => required) ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
