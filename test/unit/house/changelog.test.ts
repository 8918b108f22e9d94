/** CHANGELOG.md has the form of Keep a Changelog, and the versions of the project agree with it. */

import { readFileSync } from 'node:fs';
import { rcompare, valid } from 'semver';
import { expect, it } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const versionIn = (name: string): string => JSON.parse(read(name)).version;

const lines = read('CHANGELOG.md').split('\n');
const sections = lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3));
const releases = sections.slice(1).map((section) => /^\[([\d.]+)\] - \d{4}-\d\d-\d\d$/.exec(section)?.[1]);

it('what is not released comes first, then each version with its day, the newest first', () => {
  expect(lines[0]).toBe('# Changelog');
  expect(sections[0]).toBe('[Unreleased]');
  expect(releases.filter((version) => !valid(version))).toEqual([]);
  expect(releases).toEqual(releases.map(String).sort(rcompare));
});

it('changes stand under one of the six kinds', () => {
  const kinds = lines.filter((line) => line.startsWith('### ')).map((line) => line.slice(4));
  const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
  expect(kinds.filter((kind) => !known.includes(kind))).toEqual([]);
});

it('the extension, the client and the server have the same version: the newest release, once there is one', () => {
  const version = versionIn('package.json');
  expect([versionIn('client/package.json'), versionIn('server/package.json')]).toEqual([version, version]);
  if (releases.length > 0) expect(version).toBe(releases[0]);
});
