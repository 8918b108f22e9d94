/** Passwords never leave the file: not in an excerpt, not in a message, not in a fix, in no format. */

import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../server/src/cli/arguments';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();
const PASSWORD = 's3cr3tpw';

/** Every line of them is reported in some way: it stands first, is overridden, is refused or unknown. */
const SERVER = [
  `requirepass ${PASSWORD}`,
  `requirepass "${PASSWORD}"`,
  `requirepass '${PASSWORD}'`,
  `save 900 1 requirepass ${PASSWORD}`,
  `port 6379 masterauth ${PASSWORD}`,
  `maxmemory 1gb --requirepass ${PASSWORD}`,
  `# save 900 1 requirepass ${PASSWORD}`,
  `RequirePass ${PASSWORD} x`,
  `requirepass "${PASSWORD}`,
  `requirepass "${PASSWORD}"x`,
  `requirepass x ${PASSWORD}`,
  `\trequirepass\t${PASSWORD}\tx`,
  `\uFEFFrequirepass ${PASSWORD}`,
  `requirepass=${PASSWORD}`,
  `requirepass:${PASSWORD}`,
  `requirepass: ${PASSWORD}`,
  `requirepass = ${PASSWORD}`,
  `--requirepass ${PASSWORD}`,
  `require-pass ${PASSWORD}`,
  `masterauth ${PASSWORD}`,
  `masterauth ${PASSWORD} x`,
  `primaryauth ${PASSWORD}`,
  `masterauth=${PASSWORD}`,
  `user default on >${PASSWORD}`,
  `user default on >${PASSWORD} nonsense`,
  `user alice on #${PASSWORD}`,
  `user alice "on" ">${PASSWORD}`,
  `tls-key-file-pass ${PASSWORD} x`,
  `tls-client-key-file-pass ${PASSWORD} x`,
  // Names that only look like one of a secret, names in quotes, and what nobody knows.
  `requirepas ${PASSWORD}`,
  `requirpas=${PASSWORD}`,
  `Pasword=${PASSWORD.toUpperCase()}`,
  `masterauht ${PASSWORD}`,
  `users alice on >${PASSWORD}`,
  `usre alice on >${PASSWORD}`,
  `"requirepass" ${PASSWORD} x`,
  `'masterauth' ${PASSWORD} x`,
  `"user" alice on >${PASSWORD} "`,
  `"requirepass=${PASSWORD}"`,
  `config set requirepass ${PASSWORD}`,
  `# requirepass ${PASSWORD}`,
  `#user alice on >${PASSWORD}`,
];

const SENTINEL = [
  `sentinel auth-pass main ${PASSWORD} x`,
  `sentinel auth-pass ${PASSWORD}`,
  `SENTINEL Auth-Pass main "${PASSWORD}`,
  `sentinel auth-pas main ${PASSWORD}`,
  `sentinel sentinel-pass ${PASSWORD} x`,
  `sentinel auth-user main ${PASSWORD} x`,
  `sentinel requirepass ${PASSWORD}`,
  `requirepass ${PASSWORD} x`,
  `sentinell auth-pass main ${PASSWORD}`,
  `"sentinel" auth-pass main ${PASSWORD} x`,
  `sentinel auht-pas main ${PASSWORD} x`,
];

/** What is printed in any form, in small letters: names of directives are kept in them. */
async function outputs(name: string, text: string): Promise<string> {
  await folder.write({ [name]: text });
  const runs = await Promise.all(
    FORMATS.map((format) => forkguard(folder.path, '--hints', '--color', '--format', format, name)),
  );
  const fixed = await forkguard(folder.path, '--fix', '--hints', name);
  const piped = await forkguard({ cwd: folder.path, stdin: text }, '--hints', '-');
  return [...runs, fixed, piped]
    .flatMap(({ out, err }) => [out, ...err])
    .join('\n')
    .toLowerCase();
}

/** First, so that findings about the whole file stand on it, and again, so that one of them is overridden. */
async function ofServer(line: string): Promise<string> {
  return outputs('redis.conf', `${line}\nsave 900 1\nmaxmemmory 1gb\n${line}\nrequirepass x\nmasterauth x\n`);
}

async function ofSentinel(line: string): Promise<string> {
  return outputs(
    'sentinel.conf',
    `${line}\nsentinel monitor main 127.0.0.1 6379 2\n${line}\nport nonsense\n`,
  );
}

it.each(SERVER)('%s', async (line) => {
  const shown = await ofServer(line);
  expect(shown).toContain('maxmemmory');
  expect(shown).not.toContain(PASSWORD);
});

it.each(SENTINEL)('%s', async (line) => {
  const shown = await ofSentinel(line);
  expect(shown).toContain('nonsense');
  expect(shown).not.toContain(PASSWORD);
});

it('shows the rest of such a line, at the same places', async () => {
  await folder.write({ 'redis.conf': `requirepass ${PASSWORD} "" # old\n` });
  const { out } = await forkguard(folder.path);
  expect(out).toContain(`    1 | requirepass ${PASSWORD.replace(/./g, '*')} ** # ***\n`);
});

describe('what is no secret', () => {
  const server = [
    'maxmemmory 100mb',
    'masteruser alice x',
    'tls-auth-clients maybe',
    'save 1 x # the user waits',
  ];
  it.each(server)('is shown: %s', async (line) => {
    await folder.write({ 'redis.conf': `port x\n${line}\nport y\n` });
    expect((await forkguard(folder.path)).out).toContain(`    2 | ${line}\n`);
  });

  it.each(['sentinel down-after-milliseconds main x', 'sentinel monitor passwords 127.0.0.1 99999 2'])(
    'is shown: %s',
    async (line) => {
      await folder.write({ 'sentinel.conf': `port x\n${line}\n` });
      expect((await forkguard(folder.path)).out).toContain(`    2 | ${line}\n`);
    },
  );

  it('is shown: a comment that speaks of passwords', async () => {
    await folder.write({ 'redis.conf': '# Passwords are kept elsewhere\nport 1\n' });
    expect((await forkguard(folder.path)).out).toContain('    1 | # Passwords are kept elsewhere\n');
  });
});
