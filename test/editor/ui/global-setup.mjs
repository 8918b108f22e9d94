/** Packs the extension, installs it into the editor and serves that to all UI tests of the run. */
import { pack } from '../../../client/dev/build.mjs';
import { chromiumOptions } from '../../../client/dev/chromium.mjs';
import { startEditor } from '../../../client/dev/editor-runtime.mjs';
import { VSIX } from '../../../client/dev/paths.mjs';

/** @param {{ provide(key: string, value: unknown): void }} project the keys are declared in workbench.ts */
export default async function setup(project) {
  await pack();
  const editor = await startEditor({ vsix: VSIX });
  project.provide('editorUrl', editor.url);
  project.provide('scratch', editor.folder); // goes with the editor, also when the run is killed
  project.provide('chromium', chromiumOptions());
  return editor.stop;
}
