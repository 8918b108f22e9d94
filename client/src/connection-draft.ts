/** What was answered so far about a connection, and what becomes of it. */

import { hostsIn, parseAddress, withoutCredentials } from '../../server/src/core/live/address';
import { type NewConnection, type SavedServer, savedServers, savedUses, type Uses } from './connection-store';

/** A server that the files describe. */
export interface Instance {
  readonly name: string;
  readonly file: string;
  readonly workload: boolean;
}

/** What was answered so far. */
export interface Draft {
  /** The connection that is changed; undefined for a new one. */
  readonly changed: string | undefined;
  /** Without credentials. */
  readonly address: string;
  readonly tls: 'none' | 'public' | 'own';
  readonly files: NonNullable<SavedServer['tls']>;
  readonly user: string;
  readonly password: string;
  /** Stood in the address: then they are not asked for. */
  readonly given: { readonly user: boolean; readonly password: boolean };
  readonly what: 'server' | 'cluster' | 'sentinel';
  readonly group: string;
  /** Of the Sentinels themselves. */
  readonly sentinelUser: string;
  readonly sentinelPassword: string;
  readonly name: string;
  readonly chosen: readonly Instance[];
  /** What the settings say of it besides: globs, and what is not open here. */
  readonly kept: Uses;
}

/** @param changed name of a saved connection that is changed */
export function draftOf(changed: string | undefined): Draft {
  const saved = changed === undefined ? undefined : savedServers()[changed];
  const { address = '', user = '', cluster, sentinel, sentinelUser = '', tls } = saved ?? {};
  const known = /^rediss|^valkeys/.test(address);
  return {
    changed,
    address,
    tls: tls ? 'own' : known ? 'public' : 'none',
    files: tls ?? {},
    user,
    password: '',
    given: { user: false, password: false },
    what: cluster ? 'cluster' : sentinel === undefined ? 'server' : 'sentinel',
    group: sentinel ?? '',
    sentinelUser,
    sentinelPassword: '',
    name: changed ?? '',
    chosen: [],
    kept: NOTHING,
  };
}

const NOTHING: Uses = { files: [], workloads: [] };

/** Credentials that somebody pasted with the address are taken out of it: addresses are kept in the settings. */
export function withAddress(draft: Draft, typed: string): Draft {
  const { address, username, password } = withoutCredentials(typed);
  const { tls, sentinel } = parseAddress(address);
  return {
    ...draft,
    address,
    ...(username === undefined ? {} : { user: username }),
    ...(password === undefined ? {} : { password }),
    given: { user: username !== undefined, password: password !== undefined },
    tls: tls ? (draft.tls === 'own' ? 'own' : 'public') : draft.tls,
    ...(sentinel ? { what: 'sentinel', group: sentinel.master } : {}),
  };
}

export const isSocket = ({ address }: Draft): boolean => parseAddress(address).socket !== undefined;

/** Whether the settings say that a saved connection is this server; undefined for a new one. */
export function standsFor({ changed }: Draft, { name, file, workload }: Instance): boolean | undefined {
  const before = changed === undefined ? undefined : savedUses(changed);
  return before && ((workload ? before.workloads?.includes(name) : before.files?.includes(file)) ?? false);
}

/** @param offered what there was to choose from: the rest of what the settings say stays */
export function withChosen(draft: Draft, chosen: readonly Instance[], offered: readonly Instance[]): Draft {
  const { files = [], workloads = [] } =
    (draft.changed === undefined ? undefined : savedUses(draft.changed)) ?? {};
  const kept = {
    files: files.filter((one) => !offered.some(({ file, workload }) => !workload && file === one)),
    workloads: workloads.filter((one) => !offered.some(({ name, workload }) => workload && name === one)),
  };
  return { ...draft, chosen, kept };
}

export function connectionOf(draft: Draft): NewConnection {
  const { changed, name, user, password, tls, files, what, sentinelUser, chosen, kept } = draft;
  const sentinelPassword = what === 'sentinel' ? draft.sentinelPassword : '';
  const server: SavedServer = {
    address: addressOf(draft),
    ...(user === '' ? {} : { user }),
    ...(tls === 'own' && !isSocket(draft) ? { tls: files } : {}),
    ...(what === 'cluster' && !isSocket(draft) ? { cluster: true } : {}),
    ...(what === 'sentinel' && sentinelUser !== '' ? { sentinelUser } : {}),
  };
  const keeps = (secret: string): boolean => changed !== undefined && secret === '';
  return {
    name,
    server,
    ...(keeps(password) ? {} : { password }),
    ...(what === 'sentinel' && keeps(sentinelPassword) ? {} : { sentinelPassword }),
    files: [...kept.files, ...chosen.filter(({ workload }) => !workload).map(({ file }) => file)],
    workloads: [...kept.workloads, ...chosen.filter(({ workload }) => workload).map((one) => one.name)],
  };
}

/** In the scheme that says what was answered. */
function addressOf(draft: Draft): string {
  const { address, tls, what, group } = draft;
  const { socket, database } = parseAddress(address);
  if (socket !== undefined) return `unix://${socket}`;
  const scheme = `${tls === 'none' ? 'redis' : 'rediss'}${what === 'sentinel' ? '+sentinel' : ''}`;
  const path = what === 'sentinel' ? `/${group}` : database === undefined ? '' : `/${database}`;
  return `${scheme}://${hostsIn(address)}${path}`;
}
