/** `--format sarif`: valid SARIF 2.1.0 whose regions cut out what was found. */

import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/core/rules/index';
import { temporaryFolder } from '../support/temporary-folder';
import { EXAMPLE_FILES } from './support/examples';
import { forkguard, onlyRules, VERSION } from './support/run';

const folder = temporaryFolder();
let errorsOf: (log: unknown) => string[];

beforeAll(async () => {
  const schema = JSON.parse(
    await readFile(new URL('../fixtures/sarif/sarif-2.1.0.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  errorsOf = (log) => {
    validate(log);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  };
});

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The text of a region as the standard defines it, with columns in UTF-16 units; line endings belong to their line. */
function cut(text: string, { startLine, startColumn, endLine, endColumn }: Region): string {
  const lines = text.split(/(?<=\n)/);
  const offset = (line: number, column: number) => lines.slice(0, line - 1).join('').length + column - 1;
  return text.slice(offset(startLine, startColumn), offset(endLine, endColumn));
}

async function sarif(...argv: string[]) {
  const log = JSON.parse((await forkguard(folder.path, '--format', 'sarif', ...argv)).out);
  expect(errorsOf(log)).toEqual([]);
  return log.runs[0];
}

const pathOf = (uri: string): string => decodeURIComponent(uri);

describe('the log', () => {
  it('is checked against the schema', async () => {
    const log = JSON.parse((await forkguard(folder.path, '--format', 'sarif')).out);
    expect(errorsOf(log)).toEqual([]);
    expect(errorsOf({ ...log, version: '2.0.0' })).not.toEqual([]);
    log.runs[0].results.push({
      message: { text: 'x' },
      locations: [{ physicalLocation: { region: { startLine: 0 } } }],
    });
    expect(errorsOf(log)).not.toEqual([]);
  });

  it('describes the tool and every rule', async () => {
    const { driver } = (await sarif()).tool;
    expect(driver).toMatchObject({ name: 'Forkguard', version: VERSION });
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const rule of driver.rules) {
      expect(rule.helpUri).toContain(rule.id);
      expect(rule.shortDescription.text.length).toBeGreaterThan(10);
      expect(rule.help.text.length).toBeGreaterThan(20);
    }
  });

  it('tells what could not be read', async () => {
    await folder.write({ 'b.conf': Buffer.of(0) });
    const { invocations } = await sarif();
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ message: { text: 'b.conf: binary data, not a configuration' } }],
      },
    ]);
  });
});

describe('regions', () => {
  it.each([
    ['as written', (text: string) => text],
    ['with the line endings of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['behind characters of two units', (text: string) => `# 👍 👍\n${text.replace(/^#/gm, '# 👍👍 #')}`],
    ['without a last line ending', (text: string) => text.trimEnd()],
  ])('cut out what was found in every example, %s', async (_, change) => {
    const files = Object.entries(EXAMPLE_FILES).map(([name, text]) => [name, change(text)]);
    await folder.write(Object.fromEntries(files));
    const { findings } = JSON.parse((await forkguard(folder.path, '--format', 'json')).out);
    const { results } = await sarif();
    expect(results).toHaveLength(findings.length);
    for (const [
      index,
      { ruleId, ruleIndex, message, locations, relatedLocations, fixes },
    ] of results.entries()) {
      const { rule, message: said, file, range, related, fixes: offered } = findings[index];
      expect([ruleId, RULES[ruleIndex]?.id, message.text]).toEqual([rule, rule, said]);
      const [{ physicalLocation }] = locations;
      expect(pathOf(physicalLocation.artifactLocation.uri)).toBe(file);
      const text = await folder.read(file);
      expect(cut(text, physicalLocation.region)).toBe(between(text, range));
      expect(relatedLocations).toHaveLength(related.length);
      expect(fixes.length).toBe(
        offered.filter(({ safety }: { safety: string }) => safety !== 'allow').length,
      );
    }
  });

  it('put a fix where the text is to be changed', async () => {
    await folder.write({
      'redis.conf': '# 👍\r\nmaxmemmory 1gb\r\n',
      '.forkguard.yaml': onlyRules('unknown-directive'),
    });
    const [{ fixes }] = (await sarif()).results;
    const [{ artifactLocation, replacements }] = fixes[0].artifactChanges;
    expect(artifactLocation.uri).toBe('redis.conf');
    expect(replacements).toHaveLength(1);
    expect(replacements[0].insertedContent.text).toBe('maxmemory');
    expect(cut(await folder.read('redis.conf'), replacements[0].deletedRegion)).toBe('maxmemmory');
  });
});

/** The text of a range as LSP defines it. */
function between(text: string, { start, end }: { start: Position; end: Position }): string {
  return cut(text, {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  });
}

interface Position {
  readonly line: number;
  readonly character: number;
}

describe('names of files', () => {
  it.each([
    ['a b/redis.conf', 'a%20b/redis.conf'],
    ['größe/redis.conf', 'gr%C3%B6%C3%9Fe/redis.conf'],
    ['100%/redis.conf', '100%25/redis.conf'],
    ['a%20b/redis.conf', 'a%2520b/redis.conf'],
    ['c#/redis.conf', 'c%23/redis.conf'],
    ['why?/redis.conf', 'why%3F/redis.conf'],
    ['c:d/redis.conf', 'c%3Ad/redis.conf'],
    ['back\\slash/redis.conf', 'back%5Cslash/redis.conf'],
    ['line\nbreak/redis.conf', 'line%0Abreak/redis.conf'],
  ])('%j', async (name, uri) => {
    await folder.write({ [name]: 'maxmemmory 1gb\n' });
    const [{ locations }] = (await sarif()).results;
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('are whole URIs outside the working folder', async () => {
    await folder.write({ 'a b/redis.conf': 'maxmemmory 1gb\n', 'here/x.conf': '' });
    const { out } = await forkguard(folder.join('here'), '--format', 'sarif', '../a b/redis.conf');
    const log = JSON.parse(out);
    expect(errorsOf(log)).toEqual([]);
    const [{ locations }] = log.runs[0].results;
    expect(new URL(locations[0].physicalLocation.artifactLocation.uri).href).toBe(
      new URL(`file://${folder.join('a b/redis.conf')}`).href,
    );
  });
});
