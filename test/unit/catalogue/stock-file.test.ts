/** A file with every directive of a release at its default, as that release would write it: nothing in it is wrong. */

import { describe, expect, it } from 'vitest';
import {
  type DirectiveInfo,
  directiveAt,
  knownNames,
  releaseLines,
} from '../../../server/src/core/catalogue/directives';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { quoteArgument } from '../../../server/src/core/directives/split-arguments';
import { lint } from '../../../server/src/core/lint';
import { formatVersion, type ServerVersion } from '../../../server/src/core/model/version';
import { Project } from '../../../server/src/core/project/project';
import { lintText } from '../../support/lint-text';

const ABOUT_THE_FILE = ['unknown-directive', 'invalid-value', 'suspicious-quantity', 'deprecated-directive'];

/** CONFIG REWRITE puts each save point and each client class on a line of its own; before 7.0 that is the only way. */
const GROUPS: Readonly<Record<string, number>> = { save: 2, 'client-output-buffer-limit': 4 };

function linesOf(info: DirectiveInfo): string[] {
  const text = info.default;
  if (text === null || info.type === 'ignored') return [];
  const group = GROUPS[info.key];
  if (group !== undefined) {
    const words = text.split(' ');
    return Array.from({ length: words.length / group }, (_, index) =>
      [info.name, ...words.slice(index * group, (index + 1) * group)].join(' '),
    );
  }
  // An empty list has no line.
  if (info.multi) return text === '' ? [] : [`${info.name} ${text}`];
  return [`${info.name} ${quoteArgument(text)}`];
}

function stockFile(version: ServerVersion, spelling: (name: string) => string = (name) => name): string {
  const infos = knownNames(version).flatMap((name) => {
    const info = directiveAt(version, name);
    return info?.name === name ? [info] : [];
  });
  const lines = infos.flatMap((info) => linesOf(info)).map((line) => line.replace(/^\S+/, spelling));
  return [`# forkguard: version=${formatVersion(version).replace(' ', '-')}`, ...lines, ''].join('\n');
}

const wrong = (text: string): string[] =>
  lintText(text)
    .findings.filter(({ rule }) => ABOUT_THE_FILE.includes(rule))
    .map(
      ({ rule, message, place }) =>
        `${text.slice(0, place.span.end).split('\n').at(-1)} → ${rule}: ${message}`,
    );

describe.each(releaseLines().map((version) => [formatVersion(version), version] as const))(
  '%s',
  (_, version) => {
    it('knows its own defaults', () => {
      const text = stockFile(version);
      expect(text.split('\n').length).toBeGreaterThan(version.major >= 3 ? 60 : 10);
      expect(wrong(text)).toEqual([]);
    });

    it('in any case', () => {
      expect(wrong(stockFile(version, (name) => name.toUpperCase()))).toEqual([]);
    });

    it('does not know them with a letter too many', () => {
      const text = stockFile(version, (name) => `${name}x`);
      const project = new Project();
      project.set('file:///workspace/stock', text, { redisConf: true });
      const { findings } = lint(project, NO_CONFIGURATION);
      const unknown = findings.filter(({ rule }) => rule === 'unknown-directive');
      // `vset-…` may be the setting of a module that the images of Redis 8 bring along.
      const written = text.split('\n').filter((line) => line !== '' && !/^(?:#|vset-)/.test(line));
      expect(unknown).toHaveLength(written.length);
    });
  },
);
