/** The questions of "Connect to a Server", one after the other, with a way back. Nothing is kept before the last one. */

import { access } from 'node:fs/promises';
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
import { type NewConnection, savedServers } from './connection-store';
import { type Answer, askChoice, askChoices, askText, type Step, type TextQuestion, walk } from './wizard';

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
  const steps = [askAddress, askTls, ...TLS_FILES, askUser, askPassword, askWhat, ...master, askName, asUses];
  const draft = await walk(steps, draftOf(changed));
  return draft && connectionOf(draft);
}

const TITLE = 'Connect to a running server';

/** @param update the draft with the answer in it */
async function text(
  title: string,
  question: Omit<TextQuestion, 'title'>,
  update: (value: string) => Draft,
): Promise<Answer<Draft>> {
  const answer = await askText({ ...question, title: `${TITLE}: ${title}` });
  return typeof answer === 'object' ? { value: update(answer.value) } : answer;
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

const TLS_CHOICES = [
  { label: 'No TLS', tls: 'none' },
  { label: 'TLS', description: 'verified by public certificate authorities', tls: 'public' },
  { label: 'TLS', description: 'with a certificate authority or client certificate of our own', tls: 'own' },
] as const;

const askTls: Step<Draft> = (draft, back) =>
  isSocket(draft)
    ? 'skip'
    : choice(
        { title: 'TLS', back },
        TLS_CHOICES,
        ({ tls }) => tls === draft.tls,
        ({ tls }) => ({ ...draft, tls }),
      );

async function choice<Item extends QuickPickItem>(
  place: { readonly title: string; readonly back: boolean },
  items: readonly Item[],
  isActive: (item: Item) => boolean,
  update: (item: Item) => Draft,
): Promise<Answer<Draft>> {
  const title = `${TITLE}: ${place.title}`;
  const answer = await askChoice({ back: place.back, title, items, active: items.find(isActive) });
  return typeof answer === 'object' ? { value: update(answer.value) } : answer;
}

/** One question for each file, and the name. */
const TLS_FILES: readonly Step<Draft>[] = [
  tlsQuestion('ca', 'certificate authority', 'Path of a PEM file. Leave empty for the public ones.'),
  tlsQuestion('cert', 'client certificate', 'Path of a PEM file. Leave empty for none.'),
  tlsQuestion('key', 'key of the client certificate', 'Path of a PEM file.'),
  tlsQuestion('serverName', 'server name', 'The name in its certificate. Leave empty for the host.'),
];

function tlsQuestion(field: keyof Draft['files'], title: string, prompt: string): Step<Draft> {
  return (draft, back) => {
    const { [field]: before, ...others } = draft.files;
    if (draft.tls !== 'own' || isSocket(draft) || (field === 'key' && draft.files.cert === undefined))
      return 'skip';
    const problem =
      field === 'serverName' ? undefined : (path: string) => problemOfFile(path, field === 'key');
    return text(title, { back, prompt, value: before ?? '', ...(problem ? { problem } : {}) }, (value) => ({
      ...draft,
      files: value === '' ? others : { ...others, [field]: value },
    }));
  };
}

async function problemOfFile(path: string, needed: boolean): Promise<string | undefined> {
  if (path === '') return needed ? 'A client certificate needs its key.' : undefined;
  return access(path).then(
    () => undefined,
    () => 'There is no such file, or it may not be read.',
  );
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

const promptOfSecret = ({ changed }: Draft): string =>
  `Kept in the secret storage of the editor. Leave empty ${changed === undefined ? 'for none' : 'to leave it as it is'}.`;

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

const askGroup: Step<Draft> = (draft, back) =>
  draft.what !== 'sentinel' || isSocket(draft) || parseAddress(draft.address).sentinel
    ? 'skip'
    : text(
        'group',
        {
          back,
          prompt: 'The name under which the Sentinels watch the master.',
          placeholder: 'mymaster',
          value: draft.group,
          problem: (group) =>
            /^[^/?@\s]+$/.test(group) ? undefined : 'A group is one word, such as mymaster.',
        },
        (group) => ({ ...draft, group }),
      );

const asksSentinels = (draft: Draft): boolean => draft.what === 'sentinel' && !isSocket(draft);

const askSentinelUser: Step<Draft> = (draft, back) =>
  asksSentinels(draft)
    ? text(
        'ACL user of the Sentinels',
        { back, prompt: 'Leave empty for the default user.', value: draft.sentinelUser },
        (sentinelUser) => ({ ...draft, sentinelUser }),
      )
    : 'skip';

const askSentinelPassword: Step<Draft> = (draft, back) =>
  asksSentinels(draft)
    ? text(
        'password of the Sentinels',
        { back, prompt: promptOfSecret(draft), value: draft.sentinelPassword, password: true },
        (sentinelPassword) => ({ ...draft, sentinelPassword }),
      )
    : 'skip';

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
