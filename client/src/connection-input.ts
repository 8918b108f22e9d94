/** The questions of "Connect to a Server", one after the other, with a way back. Nothing is kept before the last one. */

import { type QuickPickItem, window, workspace } from 'vscode';
import { AddressError, parseAddress } from '../../server/src/core/live/address';
import {
  connectionOf,
  type Draft,
  draftOf,
  type Instance,
  isSocket,
  standsFor,
  withAddress,
  withChosen,
} from './connection-draft';
import { choice, promptOfSecret, TITLE, text } from './connection-question';
import { askGroup, askSentinelPassword, askSentinelUser } from './connection-sentinel';
import { type NewConnection, savedServers } from './connection-store';
import { askTls, askTlsFiles } from './connection-tls';
import { type Answer, askChoices, type Step, walk } from './wizard';

/**
 * @param instances servers that the files describe, to choose from
 * @param changed name of a saved connection that is changed
 */
export async function askForConnection(
  instances: () => Promise<readonly Instance[]>,
  changed?: string,
): Promise<NewConnection | undefined> {
  const asUses: Step<Draft> = async (draft, back) => askUses(draft, back, await instances());
  const master = [askGroup, askSentinelUser, askSentinelPassword];
  const steps = [
    askAddress,
    askTls,
    ...askTlsFiles,
    askUser,
    askPassword,
    askWhat,
    ...master,
    askName,
    asUses,
  ];
  const draft = await walk(steps, draftOf(changed));
  return draft && connectionOf(draft);
}

const askAddress: Step<Draft> = (draft, back) =>
  text(
    'address',
    {
      back,
      prompt: 'redis://host:6379, rediss:// with TLS, redis+sentinel://host:26379/group, unix:///path',
      placeholder: 'redis://127.0.0.1:6379',
      value: draft.address,
      problem: problemOfAddress,
    },
    (typed) => withAddress(draft, typed),
  );

function problemOfAddress(typed: string): string | undefined {
  try {
    parseAddress(typed);
    return undefined;
  } catch (error) {
    return error instanceof AddressError ? error.message : String(error);
  }
}

const askUser: Step<Draft> = (draft, back) =>
  draft.given.user
    ? 'skip'
    : text('ACL user', { back, prompt: 'Leave empty for the default user.', value: draft.user }, (user) => ({
        ...draft,
        user,
      }));

const askPassword: Step<Draft> = (draft, back) =>
  draft.given.password
    ? 'skip'
    : text(
        'password',
        {
          back,
          prompt: promptOfSecret(draft),
          value: draft.password,
          password: true,
        },
        (password) => ({ ...draft, password }),
      );

const WHAT = [
  { label: 'This server alone', what: 'server' },
  { label: 'Every node of its cluster', what: 'cluster' },
  {
    label: 'The master that Sentinels name',
    description: 'the address is that of Sentinels',
    what: 'sentinel',
  },
] as const;

const askWhat: Step<Draft> = (draft, back) =>
  isSocket(draft) || parseAddress(draft.address).sentinel
    ? 'skip'
    : choice(
        { title: 'what to observe', back },
        WHAT,
        ({ what }) => what === draft.what,
        ({ what }) => ({ ...draft, what }),
      );

const askName: Step<Draft> = (draft, back) =>
  draft.changed !== undefined
    ? 'skip'
    : text(
        'name',
        {
          back,
          prompt: 'Workspace settings refer to the connection by this name.',
          value: draft.name || (parseAddress(draft.address).endpoints[0]?.host ?? 'server'),
          problem: (name) => {
            if (name === '') return 'A connection needs a name.';
            return Object.hasOwn(savedServers(), name)
              ? `There is a connection "${name}" already.`
              : undefined;
          },
        },
        (name) => ({ ...draft, name }),
      );

/** The file in front of the user, or what was chosen before, is ticked already. */
async function askUses(draft: Draft, back: boolean, instances: readonly Instance[]): Promise<Answer<Draft>> {
  const active = window.activeTextEditor?.document.uri;
  const current = active ? workspace.asRelativePath(active, false) : undefined;
  if (instances.length === 0) {
    const own = current === undefined || draft.changed !== undefined ? [] : [current];
    const chosen = own.map((file) => ({ name: file, file, workload: false }));
    return { value: withChosen(draft, chosen, []) };
  }
  const answer = await askChoices({
    back,
    title: `${TITLE}: what it stands for`,
    placeholder: 'Files and workloads that describe this server',
    items: instances.map((instance): QuickPickItem & Instance => ({
      ...instance,
      label: instance.name,
      description: instance.file,
      picked: standsFor(draft, instance) ?? instance.file === current,
    })),
  });
  return typeof answer === 'object' ? { value: withChosen(draft, answer.value, instances) } : answer;
}
