/** The questions of "Connect to a Server", one after the other. Escape ends them without a trace. */

import { type QuickPickItem, window, workspace } from 'vscode';
import type { SavedServer } from './connections';

/** Without `server` it is one that is saved already. */
export interface NewConnection {
  readonly name: string;
  readonly server?: SavedServer;
  readonly password?: string;
  /** What it stands for: globs relative to the folder, and names of workloads. */
  readonly files?: readonly string[];
  readonly workloads?: readonly string[];
}

interface Instance {
  readonly name: string;
  readonly file: string;
  readonly workload: boolean;
}

export const pickConnection = (names: readonly string[], title: string): Thenable<string | undefined> =>
  window.showQuickPick([...names], { title });

const TITLE = 'Connect to a running server';

/** @param instances servers that the files describe, to choose from */
export async function askForConnection(
  saved: readonly string[],
  instances: () => Promise<readonly Instance[]>,
): Promise<NewConnection | undefined> {
  if (saved.length > 0) {
    const another = '$(add) Another server';
    const chosen = await window.showQuickPick([...saved, another], { title: TITLE });
    if (chosen === undefined) return undefined;
    if (chosen !== another) return { name: chosen };
  }
  const address = await askAddress();
  if (address === undefined) return undefined;
  const user = address.user ?? (await ask('ACL user', 'Leave empty for the default user.', ''));
  if (user === undefined) return undefined;
  const password =
    address.password ??
    (await ask('Password', 'Kept in the secret storage of the editor. Leave empty for none.', '', true));
  if (password === undefined) return undefined;
  const tls = address.text.startsWith('rediss') ? await askTls() : undefined;
  if (tls === null) return undefined;
  const cluster = await askCluster(address.text);
  if (cluster === undefined) return undefined;
  const name = await ask(
    'Name of the connection',
    'Workspace settings refer to it by this name.',
    hostOf(address.text),
  );
  if (!name) return undefined;
  const uses = await askUses(await instances());
  if (!uses) return undefined;
  const server: SavedServer = {
    address: address.text,
    ...(user === '' ? {} : { user }),
    ...(tls ? { tls } : {}),
    ...(cluster ? { cluster } : {}),
  };
  return { name, server, password, ...uses };
}

function ask(title: string, prompt: string, value: string, password = false): Thenable<string | undefined> {
  return window.showInputBox({ title: `${TITLE}: ${title}`, prompt, value, password, ignoreFocusOut: true });
}

/** Credentials that somebody pasted with the address are taken out of it: addresses are kept in the settings. */
async function askAddress() {
  const text = await window.showInputBox({
    title: `${TITLE}: address`,
    prompt: 'redis://host:6379, rediss:// with TLS, redis+sentinel://host:26379/group, unix:///path',
    placeHolder: 'redis://127.0.0.1:6379',
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S+$/.test(value.trim()) ? undefined : 'An address has no blanks.'),
  });
  return text === undefined ? undefined : splitCredentials(text.trim());
}

export function splitCredentials(text: string): { text: string; user?: string; password?: string } {
  const match = /^([a-z+]+:\/\/)?([^/]*)@(.*)$/is.exec(text);
  if (!match) return { text };
  const [, scheme = '', credentials = '', rest = ''] = match;
  const colon = credentials.indexOf(':');
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const user = decode(colon === -1 ? credentials : credentials.slice(0, colon));
  const password = colon === -1 ? undefined : decode(credentials.slice(colon + 1));
  return { text: scheme + rest, user, ...(password === undefined ? {} : { password }) };
}

/** @returns null when the user has left */
async function askTls(): Promise<SavedServer['tls'] | null> {
  const own = 'A certificate authority or client certificate of our own';
  const choice = await window.showQuickPick(['Public certificate authorities', own], {
    title: `${TITLE}: TLS`,
  });
  if (choice === undefined) return null;
  if (choice !== own) return undefined;
  const file = async (title: string) =>
    (
      await window.showOpenDialog({
        title,
        openLabel: 'Use this file',
        filters: { PEM: ['pem', 'crt', 'cer', 'key'], All: ['*'] },
      })
    )?.[0]?.fsPath;
  const ca = await file('Certificate authority (cancel for none)');
  const cert = await file('Client certificate (cancel for none)');
  const key = cert === undefined ? undefined : await file('Key of the client certificate');
  const serverName = await ask(
    'Server name',
    'The name in the certificate of the server. Leave empty for the host.',
    '',
  );
  if (serverName === undefined) return null;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === '' ? {} : { serverName }),
  };
}

async function askCluster(address: string): Promise<boolean | undefined> {
  if (/^(?:rediss?\+)?sentinel:|^unix:|^\//i.test(address)) return false;
  const one = 'This server alone';
  const choice = await window.showQuickPick([one, 'Every node of its cluster'], {
    title: `${TITLE}: what to observe`,
  });
  return choice === undefined ? undefined : choice !== one;
}

const hostOf = (address: string): string => /^(?:[a-z+]+:\/\/)?\/*([^:/,]+)/i.exec(address)?.[1] ?? 'server';

/** The file in front of the user is chosen already. */
async function askUses(
  instances: readonly Instance[],
): Promise<Required<Pick<NewConnection, 'files' | 'workloads'>> | undefined> {
  const active = window.activeTextEditor?.document.uri;
  const current = active ? workspace.asRelativePath(active, false) : undefined;
  const items = instances.map((instance): QuickPickItem & Instance => ({
    ...instance,
    label: instance.name,
    description: instance.file,
    picked: instance.file === current,
  }));
  if (items.length === 0) return { files: current === undefined ? [] : [current], workloads: [] };
  const chosen = await window.showQuickPick(items, {
    title: `${TITLE}: what it stands for`,
    placeHolder: 'Files and workloads that describe this server',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return (
    chosen && {
      files: chosen.filter(({ workload }) => !workload).map(({ file }) => file),
      workloads: chosen.filter(({ workload }) => workload).map(({ name }) => name),
    }
  );
}
