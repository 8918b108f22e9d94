/** Inlay hints over a real connection. */

import { describe, expect, it } from 'vitest';
import { InlayHintRequest } from 'vscode-languageserver/node';
import { temporaryFolder } from '../support/temporary-folder';
import { languageServer, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const TEXT = '# forkguard: limit=1Gi\nmaxmemory 768mb\nsave 900 1\n';

async function labels(client: TestClient, lines: readonly [number, number]) {
  const hints = await client.connection.sendRequest(InlayHintRequest.type, {
    textDocument: { uri: client.uri('redis.conf') },
    range: { start: { line: lines[0], character: 0 }, end: { line: lines[1], character: 0 } },
  });
  return hints?.map(({ label, position }) => ({ label, position }));
}

describe('inlay hints', () => {
  it('stand at the end of the numbers, in the range that is asked for', async () => {
    const client = await start();
    await client.open('redis.conf', TEXT);
    const label = '1.61 GiB at worst: may not fit';
    expect(await labels(client, [0, 3])).toEqual([
      { label, position: { line: 0, character: 22 } },
      { label, position: { line: 1, character: 15 } },
    ]);
    expect(await labels(client, [1, 3])).toEqual([{ label, position: { line: 1, character: 15 } }]);
  });

  it('can be switched off', async () => {
    const client = await start({ settings: { inlayHints: { budget: false } } });
    await client.open('redis.conf', TEXT);
    expect(await labels(client, [0, 3])).toEqual([]);
  });
});
