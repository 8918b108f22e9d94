/**
 * What the differential test leaves out, because the answer depends on the machine and not on the configuration. This
 * list is all of it.
 */

import { isPlaceholder } from '../../server/src/core/text/placeholders';

/** Directives that no generated configuration contains, with the reason. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  port: 'ports of the machine',
  'cluster-enabled': 'opens a bus port',
  'cluster-port': 'ports of the machine',
  'tls-port': 'ports and certificates',
  'tls-replication': 'needs certificates',
  'tls-cluster': 'needs certificates',
  unixsocket: 'how the test reaches the server',
  dir: 'folders of the machine',
  logfile: 'files of the machine',
  pidfile: 'files of the machine',
  aclfile: 'files of the machine',
  loadmodule: 'files of the machine',
  daemonize: 'the test waits for its own child',
  supervised: 'talks to the init system',
  'syslog-enabled': 'talks to syslog',
  requirepass: 'the test would have to log in',
  user: 'the grammar of ACL rules is not checked by Forkguard',
  'rename-command': 'needs the list of commands of the version; Forkguard does not check the name',
  sentinel: 'a mode of its own',
  'watchdog-period': 'sends signals to the process',
  'locale-collate': 'locales of the machine',
  unixsocketgroup: 'groups of the machine',
  'rdma-port': 'the packages of Debian are built without RDMA, and such a server crashes',
  server_cpulist: 'cores of the machine',
  bio_cpulist: 'cores of the machine',
  aof_rewrite_cpulist: 'cores of the machine',
  bgsave_cpulist: 'cores of the machine',
};

/** Settings that are not compared when the server prints them, with the reason. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'watchdog-period': 'a setting of the running server alone before 7.0: a file with it is refused',
  dir: 'the folder of the test, which the server prints in full',
};

export const notCompared = (name: string): string | undefined => NOT_COMPARED[name];

/** Values that are left out of directives that are otherwise generated. */
export function excludedValue(name: string, value: string): string | undefined {
  const number = /^\s*[-+]?\d+/.test(value) ? Number.parseInt(value, 10) : 0;
  if (isPlaceholder(value, false)) return 'stands for a value that somebody else puts there';
  if (name === 'activedefrag' && /^yes$/i.test(value))
    return 'the package of Debian is built without defragmentation';
  if (name === 'databases' && number > 1000) return 'memory of the machine';
  if (name === 'maxclients' && (number > 1000 || number < 0)) return 'file descriptors of the machine';
  if (name === 'io-threads' && number > 4) return 'cores of the machine';
  if (name === 'proc-title-template' && /server-mode|unixsocket/.test(value))
    return 'expands to what other directives say';
  if (name === 'cluster-announce-hostname' && /[^\x20-\x7e]/.test(value)) return 'counted in bytes';
  return undefined;
}
