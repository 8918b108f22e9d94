/** What the built server offers, the packed client makes use of: both as they are shipped, speaking to each other. */

import { beforeAll, describe, expect, it } from 'vitest';
import { type Conversation, converse } from './packed-client';

/** How it shows that the client carries a capability: a function of `vscode` that it calls, or a method that it sends. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  textDocumentSync: 'textDocument/didOpen',
  diagnosticProvider: 'textDocument/diagnostic',
  codeActionProvider: 'languages.registerCodeActionsProvider',
  hoverProvider: 'languages.registerHoverProvider',
  completionProvider: 'languages.registerCompletionItemProvider',
  documentSymbolProvider: 'languages.registerDocumentSymbolProvider',
  foldingRangeProvider: 'languages.registerFoldingRangeProvider',
  documentLinkProvider: 'languages.registerDocumentLinkProvider',
  codeLensProvider: 'languages.registerCodeLensProvider',
  inlayHintProvider: 'languages.registerInlayHintsProvider',
  'workspace.workspaceFolders': 'workspace.onDidChangeWorkspaceFolders',
};

describe('the packed client', () => {
  let conversation: Conversation;
  beforeAll(async () => {
    conversation = await converse();
  });

  it('carries every capability that the built server announces', () => {
    const { workspace = {}, ...others } = conversation.capabilities;
    const announced = [...Object.keys(others), ...Object.keys(workspace).map((name) => `workspace.${name}`)];
    expect(announced.sort(), 'SHOWN_BY has a line for each').toEqual(Object.keys(SHOWN_BY).sort());
    const seen = (sign = '') => conversation.called.has(sign) || conversation.sent.has(sign);
    expect(announced.filter((capability) => !seen(SHOWN_BY[capability]))).toEqual([]);
  });

  it('does what the server asks of it', () => {
    const methods = conversation.asked.map(({ method }) => method);
    expect(methods).toContain('client/registerCapability');
    expect(conversation.asked.filter(({ refusal }) => refusal)).toEqual([]);
  });
});
