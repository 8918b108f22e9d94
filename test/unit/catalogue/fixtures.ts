import { readFileSync } from 'node:fs';
import { parseVersion, type ServerVersion } from '../../../server/src/core/model/version';

const folder = new URL('../../fixtures/catalogue/', import.meta.url);

/** Rows of a tab-separated file without its comments. */
function rows(name: string): string[][] {
  const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

export function version(text: string): ServerVersion {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`not a version: ${text}`);
  return parsed;
}

export interface PrintedDefault {
  readonly server: string;
  readonly name: string;
  readonly value: string;
}

/** What CONFIG GET printed on running servers. */
export const printedDefaults = (): PrintedDefault[] =>
  rows('config-get.tsv').flatMap(([name = '', value = '', servers = '']) =>
    servers.split(',').map((server) => ({ server, name, value })),
  );

/** Names in the configuration files that releases shipped. */
export const stockNames = (): { readonly server: string; readonly names: readonly string[] }[] =>
  rows('stock-names.tsv').map(([server = '', names = '']) => ({ server, names: names.split(' ') }));
