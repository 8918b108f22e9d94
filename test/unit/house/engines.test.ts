/** `npm ci` on the oldest Node that the project is developed with says nothing: neither about engines nor about scripts. */

import { readFileSync } from 'node:fs';
import { satisfies } from 'semver';
import { describe, expect, it } from 'vitest';

/** CONTRIBUTING.md names it: Vite and oxc, which Vitest and knip are made of, want as much. */
const OLDEST_NODE = '20.19.0';

interface Package {
  readonly engines?: { readonly node?: string };
  readonly hasInstallScript?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const locked = Object.entries<Package>(read('package-lock.json').packages);

describe('the packages of package-lock.json', () => {
  it(`run on Node ${OLDEST_NODE}`, () => {
    const wanted = locked.map(([name, { engines }]) => [name, engines?.node ?? '*'] as const);
    expect(wanted.filter(([, range]) => !satisfies(OLDEST_NODE, range))).toEqual([]);
  });

  it('run no script when they are installed that allowScripts does not name', () => {
    const allowed = Object.keys(read('package.json').allowScripts);
    const names = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([name]) => name.replace(/^.*node_modules\//, ''));
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
