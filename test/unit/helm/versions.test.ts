/** What the version of a chart decides: its range, the defaults it brings, the values that it reads. */

import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../server/src/core/platform/helm/catalogue/version-range';
import { lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { serversIn } from '../../support/servers';

const shown = (text: string): string => {
  const range = rangeOf(text);
  return range ? `${range.low.join('.')} up to ${range.below?.join('.') ?? 'any'}` : 'no range';
};

describe('a range', () => {
  it.each([
    ['1.2.3', '1.2.3 up to 1.2.4'],
    ['v1.2.3-rc.1', '1.2.3 up to 1.2.4'],
    ['=1.2.3', '1.2.3 up to 1.2.4'],
    ['1.2', '1.2.0 up to 1.3.0'],
    ['1', '1.0.0 up to 2.0.0'],
    ['18.x.x', '18.0.0 up to 19.0.0'],
    ['1.2.*', '1.2.0 up to 1.3.0'],
    ['*', '0.0.0 up to any'],
    ['~1.2.3', '1.2.3 up to 1.3.0'],
    ['~1', '1.0.0 up to 2.0.0'],
    ['^1.2.3', '1.2.3 up to 2.0.0'],
    ['^0.2.3', '0.2.3 up to 0.3.0'],
    ['^0.0.3', '0.0.3 up to 0.0.4'],
    ['>=17.0.0 <18.0.0', '17.0.0 up to 18.0.0'],
    ['>= 17.0.0, < 18.0.0', '17.0.0 up to 18.0.0'],
    ['>17.0.0', '17.0.1 up to any'],
    ['<=17.1', '0.0.0 up to 17.2.0'],
    ['1.0.0 - 1.9.9', '1.0.0 up to 1.9.10'],
    ['^1.0.0 || ^3.0.0', '1.0.0 up to 4.0.0'],
    ['latest', 'no range'],
    ['', 'no range'],
    ['${VERSION}', 'no range'],
  ])('%s', (text, expected) => expect(shown(text)).toBe(expected));
});

const files = (version: string, values: string) => ({
  'Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: "${version}"\n`,
  'values.yaml': values,
});

const master = (version: string, lines: string) =>
  serversIn(files(version, `redis:\n  architecture: standalone\n  master:\n${lines}`))[0];

describe('defaults of the versions of a range', () => {
  it('hold where all of them bring the same', () => {
    expect(master('>=19.0.0 <21.0.0', '    kind: StatefulSet\n')).toMatchObject({
      limit: '192Mi',
      aof: 'yes',
    });
    expect(master('14.x.x', '    kind: StatefulSet\n')).toMatchObject({ limit: 'none' });
  });

  it('are unknown where they differ: presets came with 18.14.0 and had an effect from 19.0.0 on', () => {
    expect(master('>=18.0.0 <20.0.0', '    kind: StatefulSet\n')).toMatchObject({ limit: 'unknown' });
    const { findings } = lintFiles(files('>=18.0.0 <20.0.0', 'redis:\n  architecture: standalone\n'));
    expect(findings.map(({ rule }) => rule)).not.toContain('missing-memory-limit');
  });

  it('written values hold in any of them', () => {
    const lines = '    resources:\n      limits:\n        memory: 1Gi\n';
    expect(master('>=14.0.0 <20.0.0', lines)).toMatchObject({ limit: '1Gi' });
  });
});

describe('a value that the version does not read', () => {
  const values = 'redis:\n  architecture: standalone\n  master:\n    ⟦resourcesPreset⟧: small\n';

  it('is reported with the version that does, and does nothing', () => {
    const { text, spans } = readMarks(values);
    const { findings } = lintFiles(files('14.8.11', text));
    const ignored = findings.filter(({ rule }) => rule === 'ignored-setting');
    expect(ignored.map(({ place }) => place.span)).toEqual(spans);
    expect(ignored[0]?.message).toContain(
      'bitnami/redis 14.8.11 does not read master.resourcesPreset: versions from 18.14.0 on do',
    );
    expect(serversIn(files('14.8.11', text))).toMatchObject([{ limit: 'none' }]);
  });

  it('is unknown in a range of which some versions read it', () => {
    const { text } = readMarks(values);
    expect(serversIn(files('>=14.0.0 <20.0.0', text))).toMatchObject([{ limit: 'unknown' }]);
    expect(serversIn(files('18.18.0', text))).toMatchObject([{ limit: '768Mi' }]);
  });
});

describe('a server that is started with something else', () => {
  it.each(['    args: ["-c", "redis-server --maxmemory 77mb"]\n', '    command: ["redis-server"]\n'])(
    'nothing of the configuration of the chart is known to hold: %s',
    (lines) => {
      expect(master('20.2.2', lines)).toMatchObject({
        aof: 'conflicting',
        maxmemory: 'unknown',
        limit: '192Mi',
      });
    },
  );
});
