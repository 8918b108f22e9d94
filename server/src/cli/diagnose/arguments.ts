/** The arguments of `forkguard diagnose`. Those that redis-cli has too are called the same. */

import { parseArgs } from 'node:util';
import { parseSize } from '../../core/model/stated';
import { parseDuration } from '../../core/units/duration';
import { UsageError } from '../usage-error';

const FORMATS = ['text', 'markdown', 'json'] as const;

export interface DiagnoseArguments {
  readonly command: 'diagnose' | 'diagnose-help';
  readonly address: string;
  readonly format: (typeof FORMATS)[number];
  /** Bytes. */
  readonly limit: number | undefined;
  readonly watch: boolean;
  /** Seconds between two samples. */
  readonly interval: number;
  /** Seconds until a connection must be there, and again until everything must be answered. */
  readonly timeout: number;
  readonly user: string | undefined;
  readonly askPassword: boolean;
  readonly tls: {
    readonly on: boolean;
    /** Paths. */
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
    readonly serverName: string | undefined;
  };
  /** The group that the Sentinels at the address watch. */
  readonly sentinel: string | undefined;
  readonly sentinelUser: string | undefined;
  readonly cluster: boolean;
  readonly color: boolean | undefined;
}

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  limit: { type: 'string' },
  watch: { type: 'boolean', default: false },
  interval: { type: 'string', default: '1s' },
  timeout: { type: 'string', default: '5s' },
  user: { type: 'string' },
  askpass: { type: 'boolean', default: false },
  tls: { type: 'boolean', default: false },
  cacert: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  sni: { type: 'string' },
  sentinel: { type: 'string' },
  'sentinel-user': { type: 'string' },
  cluster: { type: 'boolean', short: 'c', default: false },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError */
export function readDiagnoseArguments(argv: readonly string[]): DiagnoseArguments {
  const { values, positionals } = parse(argv);
  const [address = '', more] = positionals;
  if (address === '' && !values.help)
    throw new UsageError('Say which server: forkguard diagnose redis://host:6379.');
  if (more !== undefined) throw new UsageError('"diagnose" takes one address.');
  const format = FORMATS.find((one) => one === values.format);
  if (!format) throw new UsageError(`--format is one of ${FORMATS.join(', ')}, not "${values.format}".`);
  if (values.watch && format === 'markdown')
    throw new UsageError('--watch prints text or JSON lines; it does not go with --format markdown.');
  const { cacert, cert, key, sni } = values;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--cert and --key belong together: a client certificate and its key.');
  return {
    command: values.help ? 'diagnose-help' : 'diagnose',
    address,
    format,
    limit: values.limit === undefined ? undefined : sizeOf(values.limit),
    watch: values.watch,
    interval: secondsOf('--interval', values.interval, 0.1),
    timeout: secondsOf('--timeout', values.timeout, 0.1),
    user: values.user,
    askPassword: values.askpass,
    tls: {
      on: values.tls || [cacert, cert, sni].some((one) => one !== undefined),
      ca: cacert,
      cert,
      key,
      serverName: sni,
    },
    sentinel: values.sentinel,
    sentinelUser: values['sentinel-user'],
    cluster: values.cluster,
    color: values['no-color'] ? false : values.color,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
    throw new UsageError(`${message}. "forkguard diagnose --help" lists the options.`);
  }
}

function sizeOf(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined || bytes <= 0)
    throw new UsageError(`--limit is a size such as 4Gi or 6gb, not "${text}".`);
  return bytes;
}

function secondsOf(option: string, text: string, least: number): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < least || seconds > 3600)
    throw new UsageError(`${option} is a duration from 100ms to 1h, not "${text}".`);
  return seconds;
}

export const DIAGNOSE_HELP = `Asks a running Redis or Valkey server what its forks cost. Reads only: INFO, CONFIG GET of single directives,
CLIENT LIST, MEMORY STATS, MODULE LIST.

forkguard diagnose <address>

  An address is redis://[user[:password]@]host[:port], rediss:// with TLS, redis+sentinel://host[:port],…/group,
  unix:///path, or host:port.

  --limit <size>            the memory limit of its container, such as 4Gi (default: that of its control group, where the
                            server runs on this machine)
  --format <format>         ${FORMATS.join(', ')} (default: text)
  --watch                   wait for a fork, follow it to its end, and say what it copied
  --interval <duration>     between two samples of --watch (default: 1s)
  --timeout <duration>      for the connection, and again for the answers (default: 5s)
  --user <name>             ACL user
  --askpass                 ask for the password; also asked for on a terminal when the server wants one
  --tls                     TLS, as with rediss://
  --cacert, --cert, --key   PEM files: authority, client certificate and its key
  --sni <name>              name that the certificate of the server carries
  --sentinel <group>        the address is that of Sentinels: diagnose the master of this group
  --sentinel-user <name>    ACL user of the Sentinels themselves
  -c, --cluster             diagnose every node of the cluster
  --no-color, --color       colours off or on (default: on a terminal)

The password is taken from the address, FORKGUARD_PASSWORD or REDISCLI_AUTH, that of Sentinels themselves from
FORKGUARD_SENTINEL_PASSWORD. They are never printed.

Exit code: 0 nothing is bad, 1 something is, 2 wrong usage or no connection.
`;
