/**
 * About 160 inputs, each with what ten servers from 2.8.24 to 8.8.0 and Valkey 9.1.0 were measured to make of it: the
 * value that CONFIG GET prints, or that they refuse to start.
 */

import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../../server/src/core/model/version';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import behaviour from '../../fixtures/servers/behaviour.json';
import { judgeServer } from '../../support/command-line';

interface Case {
  readonly about: string;
  readonly conf: readonly string[] | null;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly ask: string;
  readonly servers: Readonly<Record<string, string>>;
}

const CASES = behaviour as unknown as readonly Case[];

describe.each(CASES.map((one) => [one.about, one] as const))(
  '%s',
  (_, { conf, args, files, ask, servers }) => {
    it.each(Object.entries(servers))('%s', (server, measured) => {
      const version = parseVersion(server);
      if (!version) throw new Error(`not a version: ${server}`);
      const all = conf === null ? files : { ...files, 'redis.conf': conf.join('\n') };
      const { instance, findings } = judgeServer(
        all,
        [...(conf === null ? [] : ['redis.conf']), ...args],
        version,
      );
      const refused = findings.some(({ outcome }) => outcome === 'refuses');
      const fact = printedSetting(instance, ask);
      const value = fact.kind === 'known' || fact.kind === 'default' ? String(fact.value) : fact.kind;
      expect(refused ? 'refuses' : value).toBe(measured);
    });
  },
);
