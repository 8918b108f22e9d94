// The core as a module that plain Node can import: bundled in memory, because Node does not read TypeScript.

import { build } from 'esbuild';

/** @param {string} root folder of the project */
export async function loadCore(root) {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { RULES } from './server/src/core/rules/index';
        export { ruleMarkdown } from './server/src/core/rules/page';
        export { LEVELS } from './server/src/core/configuration';
        export { nearestName } from './server/src/core/catalogue/suggest';
        export { STATED } from './server/src/core/model/stated';
      `,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: ['browser', 'import'],
    mainFields: ['browser', 'module', 'main'],
    logLevel: 'error',
  });
  const [output] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(output.contents).toString('base64')}`);
}
