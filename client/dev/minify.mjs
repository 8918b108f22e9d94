/**
 * Minifies bundles once more, for the package: terser finds shorter code and names that pack better than those of
 * esbuild, and takes a hundred times as long.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { minify } from 'terser';

/** The view is a module of a browser; the others are read by `require`. */
const MODULES = ['budget-view.js'];

/** @param {string} folder of bundles, which are written in place */
export async function minifyBundles(folder) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const file = path.join(folder, name);
    const { code } = await minify(readFileSync(file, 'utf8'), {
      ecma: 2020,
      module: MODULES.includes(name),
      toplevel: true,
      compress: { passes: 2 },
      format: { comments: false },
    });
    if (!code) throw new Error(`${name}: terser gives nothing`);
    writeFileSync(file, code);
  }
}
