/**
 * Places in YAML keep their offsets while the documents before them grow. Everything that leaves the server must be in
 * the offsets of the file as it is now: each feature is asked about a file of three documents after an edit in the first.
 */

import { describe, expect, it } from 'vitest';
import {
  CodeActionRequest,
  CodeLensRequest,
  DocumentDiagnosticRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type InlayHint,
  InlayHintRequest,
  type Range,
} from 'vscode-languageserver/node';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { languageServer, PULLING, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const NAME = 'orders.yaml';
const FIRST = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\nspec:\n  ports: [{ port: 6379 }]\n';
const ADDED = '  annotations:\n    team: orders\n    note: "a line that was added later"\n';
const BEFORE = [FIRST, STATEFUL_SET, CONFIG_MAP].join('---\n');
const AFTER = BEFORE.replace('spec:\n  ports', `${ADDED}spec:\n  ports`);
const EDIT = ['spec:\n  ports', `${ADDED}spec:\n  ports`] as const;

const OPTIONS = {
  capabilities: { ...PULLING, textDocument: { ...PULLING.textDocument, inlayHint: {} } },
  initializationOptions: { showsBudgets: true },
  folders: [],
};

/** What an editor shows of the file, each range as the words that it covers. */
async function shown(client: TestClient) {
  const textDocument = { uri: client.uri(NAME) };
  const document = client.document(NAME);
  const words = (range: Range) => document.getText(range);
  const whole = { start: { line: 0, character: 0 }, end: { line: document.lineCount, character: 0 } };
  const send = client.connection.sendRequest.bind(client.connection);
  const report = await send(DocumentDiagnosticRequest.type, { textDocument });
  const diagnostics = report.kind === 'full' ? report.items : [];
  const actions = await send(CodeActionRequest.type, {
    textDocument,
    range: whole,
    context: { diagnostics },
  });
  const lenses = await send(CodeLensRequest.type, { textDocument });
  const hints = ((await send(InlayHintRequest.type, { textDocument, range: whole })) ?? []) as InlayHint[];
  const budgets = (await send('forkguard/budgets', {})) as { budgets: { range?: Range }[] } | undefined;
  return {
    diagnostics: diagnostics.map(({ code, range, relatedInformation = [] }) => [
      code,
      words(range),
      ...relatedInformation.map(({ location }) => words(location.range)),
    ]),
    actions: (actions ?? []).flatMap((action) =>
      'edit' in action && action.edit
        ? (action.edit.documentChanges ?? []).flatMap((change) =>
            'edits' in change ? change.edits.map(({ range }) => [action.title, words(range)]) : [],
          )
        : [],
    ),
    lenses: (lenses ?? []).map(({ range }) => words(range)),
    hints: hints.map(({ position }) =>
      document.getText({ start: { line: position.line, character: 0 }, end: position }),
    ),
    symbols: await send(DocumentSymbolRequest.type, { textDocument }),
    folding: await send(FoldingRangeRequest.type, { textDocument }),
    links: await send(DocumentLinkRequest.type, { textDocument }),
    budgets,
  };
}

/** Every word is pointed at, hovered over, and typed behind. */
async function pointed(client: TestClient) {
  const hovers = await Promise.all(
    ['image: redis', '4Gi', 'maxmemory 3gb', 'save 900', 'server.conf: |'].map((words) =>
      client.hover(NAME, words),
    ),
  );
  const completions = await client.completions(NAME, 'maxmemory-policy ');
  return {
    hovers: hovers.map((hover) => hover && [hover.over, hover.text]),
    completions: completions.map(({ label }) => label),
  };
}

async function edited(): Promise<TestClient> {
  const client = await start(OPTIONS);
  await client.open(NAME, BEFORE);
  await shown(client);
  await client.replace(NAME, ...EDIT);
  expect(client.text(NAME)).toBe(AFTER);
  return client;
}

describe('after an edit in the first of three documents', () => {
  it('every range covers the words that it covered before', async () => {
    const before = await start(OPTIONS);
    await before.open(NAME, BEFORE);
    const { budgets: _, ...expected } = await shown(before);
    const { budgets, ...found } = await shown(await edited());
    expect(found).toEqual(expected);
    expect(found.diagnostics).toContainEqual(['limit-below-2x', '4Gi', '3gb']);
    expect(found.diagnostics).toContainEqual(['save-on-primary', 'save 900 1']);
    expect(found.actions).toContainEqual([expect.stringContaining('Raise the memory limit'), '4Gi']);
    expect(found.hints).toEqual(['              memory: 4Gi', '    maxmemory 3gb']);
    expect(JSON.stringify(budgets)).toContain('"line"');
  });

  it('everything is as in a file that was opened so', async () => {
    const fresh = await start(OPTIONS);
    await fresh.open(NAME, AFTER);
    const moved = await edited();
    expect(await shown(moved)).toEqual(await shown(fresh));
    const [a, b] = [await pointed(moved), await pointed(fresh)];
    expect(a).toEqual(b);
    expect(a.hovers.map((hover) => hover?.[0])).toEqual([
      'image',
      '4Gi',
      'maxmemory 3gb',
      'save 900 1',
      'server.conf',
    ]);
    expect(a.completions).toContain('allkeys-lru');
    // Lines in links of hovers count in the file as it is.
    const line = AFTER.slice(0, AFTER.indexOf('memory: 4Gi')).split('\n').length;
    expect(a.hovers[1]?.[1]).toContain(`line ${line}`);
  });

  it('a fix changes the words that it names, and nothing else', async () => {
    const client = await edited();
    const diagnostic = await client.diagnostic(NAME, 'limit-below-2x');
    const [action] = await client.actions(NAME, [diagnostic]);
    await client.apply(action);
    expect(client.text(NAME)).toMatch(/\n {14}memory: \d+(?:Gi|Mi)\n/);
    expect(client.text(NAME).replace(/memory: \w+/, 'memory: 4Gi')).toBe(AFTER);
  });
});
