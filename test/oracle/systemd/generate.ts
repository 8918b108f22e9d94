/** Units as nobody would write them, so that every corner of their grammar turns up. */

import fc from '../../support/fast-check';

const WORDS = [
  'redis-server',
  '/etc/redis/redis-%i.conf',
  '--maxmemory',
  '1gb',
  '""',
  "''",
  '"two words"',
  '\'single "quoted"\'',
  'a"b c"d',
  '\\x41\\t\\s',
  '\\u00e9',
  '\\101',
  '\\q',
  '"\\"q\\\\"',
  '%%',
  '5%',
  '%n:%N:%p:%i:%I:%j',
  '%P-%J-%f',
  '%t/redis',
  '%H',
  '%Z',
  '$MEM',
  '${MEM}',
  '$$',
  ';',
  '\\;',
  'a;b',
  '#no-comment',
  '=',
  'a=b',
  '"unbalanced',
  'tail\\',
];
const AMOUNTS = [
  '1G',
  '512M',
  '1.5G',
  '1G 512M',
  '512M 1G',
  '1G512M',
  '2g',
  '2GB',
  '1Gi',
  '50%',
  '50.5%',
  '500‰',
  'infinity',
  '',
  '0',
  '1073741824',
  '1 G',
  '+5M',
  '1B',
  '1.K',
  '.5G',
  'x',
  '-1',
  '0x10',
];

const blank = fc.constantFrom(' ', '  ', '\t');
/** Between words: a blank, or the end of a line that goes on below. */
const between = fc.oneof(
  { weight: 8, arbitrary: blank },
  { weight: 1, arbitrary: fc.constantFrom(' \\\n', '\\\n  ', ' \\\n# comment\n  ', ' \\\n ; comment \\\n') },
);
const words = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), between), { maxLength: 6 })
  .map((pairs) => pairs.map(([word, gap]) => word + gap).join(''))
  // A unit ends where its text does.
  .map((text) => text.replace(/\\\n[^\n]*$/, ''));

/** What systemd refuses behind a dash is left out; without it, the whole unit is. */
const prefix = fc.constantFrom('-', '-', '-', '-', '-', '', '-@', '-:', '-+', '-!', '!!-', '@-');
const program = fc.constantFrom(
  '/usr/bin/redis-server',
  '/usr/bin/env',
  'redis-server',
  '"/opt/my redis/redis-server"',
  '/opt/%p/redis-server',
  'bin/redis-server',
  '${BIN}/redis-server',
  '',
);
const command = fc.tuple(prefix, program, words).map(([before, name, rest]) => `${before}${name} ${rest}`);

const assignment = fc.oneof(
  fc.tuple(
    fc.constantFrom('ExecStart', 'ExecStart', 'ExecStart', 'ExecStartPre'),
    fc.oneof({ weight: 5, arbitrary: command }, { weight: 1, arbitrary: fc.constant('') }),
  ),
  fc.tuple(fc.constantFrom('MemoryMax', 'MemoryHigh', 'MemoryLimit'), fc.constantFrom(...AMOUNTS)),
  fc.tuple(
    fc.constant('Environment'),
    fc.oneof(
      fc.constant(''),
      fc
        .array(fc.tuple(fc.constantFrom('A', 'B', 'B-C', '1A', ''), fc.constantFrom(...WORDS)), {
          maxLength: 3,
        })
        .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join(' ')),
    ),
  ),
  fc.tuple(
    fc.constant('EnvironmentFile'),
    fc.constantFrom(
      '/etc/default/redis',
      '-/etc/default/redis-%i',
      'relative',
      '',
      '"/quoted"',
      '/etc/two words',
    ),
  ),
  fc.tuple(fc.constant('WorkingDirectory'), fc.constantFrom('/var/lib/redis', '-/srv/%i', '')),
);

/** One file of a unit; the drop-in directories decide what it counts. */
export const unitTexts = fc
  .array(
    fc.tuple(
      assignment,
      fc.constantFrom('', ' ', '  '),
      fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ' \n', '\n# x\\\n', '\n; y\n'),
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.map(([[key, value], gap, end]) => `${gap}${key}${gap}=${gap}${value}${end}`).join(''))
  .chain((body) =>
    fc.constantFrom(
      `[Service]\nType=oneshot\n${body}\nExecStart=/bin/end`,
      `[Unit]\nDescription=x\n[Service]\nType=oneshot\n${body}\nExecStart=/bin/end\n[Unknown]\nMemoryMax=1\nExecStart=/bin/no\n`,
      `# head\n\n[Service]\r\nType=oneshot\n${body}\n[Install]\nWantedBy=multi-user.target\n[Service]\nExecStart=/bin/end\n`,
    ),
  );
