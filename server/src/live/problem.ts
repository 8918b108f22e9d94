/** What can go wrong while talking to a server, in words that say what to do. Never with a secret in them. */

export type ProblemKind =
  | 'unreachable'
  | 'timeout'
  | 'authentication'
  | 'permission'
  | 'tls'
  | 'protocol'
  | 'too large'
  | 'closed'
  | 'sentinel'
  | 'refused';

export class ProbeError extends Error {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Reading {
  readonly pattern: RegExp;
  readonly kind: ProblemKind;
  /** Completes "<address> …". */
  readonly message: string;
}

const READINGS: readonly Reading[] = [
  { pattern: /ECONNREFUSED/, kind: 'unreachable', message: 'nothing listens there (connection refused).' },
  { pattern: /ENOTFOUND|EAI_AGAIN|EAI_/, kind: 'unreachable', message: 'the name of the host is not known.' },
  { pattern: /ENOENT/, kind: 'unreachable', message: 'there is no such socket.' },
  { pattern: /EACCES|EPERM/, kind: 'unreachable', message: 'the socket may not be opened by this user.' },
  {
    pattern: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/,
    kind: 'unreachable',
    message: 'there is no way to the host.',
  },
  {
    pattern: /All sentinels.*(?:NOAUTH|Authentication required)/,
    kind: 'sentinel',
    message: 'the Sentinel wants a password of its own, and none was given.',
  },
  {
    pattern: /All sentinels.*(?:WRONGPASS|invalid (?:username|password))/,
    kind: 'sentinel',
    message: 'the Sentinel does not accept this user and password of its own.',
  },
  {
    pattern: /All sentinels are unreachable/,
    kind: 'sentinel',
    message: 'no Sentinel answers, or none knows the group.',
  },
  { pattern: /ETIMEDOUT|timed out/i, kind: 'timeout', message: 'no answer within the time limit.' },
  {
    pattern: /^NOAUTH|Authentication required|HELLO must be called with the client already authenticated/i,
    kind: 'authentication',
    message: 'the server wants a password, and none was given.',
  },
  {
    pattern: /^WRONGPASS|invalid (?:username-password|password)|invalid username/i,
    kind: 'authentication',
    message: 'the server does not accept this user and password.',
  },
  {
    pattern: /^DENIED/,
    kind: 'refused',
    message: 'the server is in protected mode and takes connections from its own machine only.',
  },
  {
    pattern: /max number of clients/i,
    kind: 'refused',
    message: 'the server has as many clients as it takes (maxclients).',
  },
  {
    pattern: /wrong version number|packet length too long|EPROTO|record layer failure|http request/i,
    kind: 'tls',
    message: 'what listens there does not speak TLS.',
  },
  {
    pattern: /(?:SSL|TLS).*(?:alert unknown ca|certificate unknown|alert number (?:46|48)\b)/i,
    kind: 'tls',
    message: 'the server does not know the CA that signed the client certificate.',
  },
  {
    pattern:
      /(?:SSL|TLS).*(?:certificate required|handshake failure|bad certificate|alert number (?:40|42|116)\b)/i,
    kind: 'tls',
    message: 'the server wants a client certificate: --cert and --key name its files.',
  },
  {
    pattern:
      /(?:SSL|TLS).*(?:protocol version|unsupported protocol|no protocols available|alert number 70\b)/i,
    kind: 'tls',
    message: 'the server speaks another version of TLS.',
  },
  {
    pattern: /ERR_SSL|SSL routines|(?:ssl3|tlsv?1\S*) alert/i,
    kind: 'tls',
    message: 'the server refuses the TLS handshake.',
  },
  {
    pattern: /altnames|ALTNAME/,
    kind: 'tls',
    message: 'the certificate of the server is for another host name than the one in the address.',
  },
  {
    pattern: /certificate has expired|CERT_HAS_EXPIRED|certificate is not yet valid|CERT_NOT_YET_VALID/,
    kind: 'tls',
    message: 'the certificate of the server has expired, or is not valid yet.',
  },
  {
    pattern: /self.signed|unable to (?:verify|get)/i,
    kind: 'tls',
    message:
      'the certificate of the server is signed by a CA that is not known here; --cacert names its file.',
  },
  {
    pattern: /certificate|ERR_TLS/i,
    kind: 'tls',
    message: 'the certificate of the server cannot be verified.',
  },
  {
    pattern: /Unknown RESP type (?:21|22) |type 21 /,
    kind: 'tls',
    message: 'the server speaks TLS: the address begins with rediss://.',
  },
  {
    pattern: /Unknown RESP type|Protocol error|Please report this/i,
    kind: 'protocol',
    message: 'what listens there does not speak the protocol of Redis.',
  },
  {
    pattern:
      /Connection is closed|isn't writeable|aborted due to connection close|ECONNRESET|EPIPE|socket hang up/i,
    kind: 'closed',
    message: 'the connection was closed.',
  },
];

/** @param address for people, without credentials */
export function problemOf(error: unknown, address: string, redact: (text: string) => string): ProbeError {
  if (error instanceof ProbeError) return error;
  const { message, code } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error), code: '' };
  const text = `${message} ${code ?? ''}`.trim();
  const reading = READINGS.find(({ pattern }) => pattern.test(text));
  if (reading) return new ProbeError(reading.kind, `${address}: ${reading.message}`);
  const [line = ''] = message.replace(/,? with args beginning with.*$/s, '').split('\n');
  return new ProbeError('refused', `${address}: ${redact(line).slice(0, 200)}`);
}
