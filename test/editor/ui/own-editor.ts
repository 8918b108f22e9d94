/** An editor that one test starts for itself, because it differs from the one of the run. */

export interface OwnEditor {
  readonly url: string;
  /** Its own temporary folder: profile, logs. */
  readonly folder: string;
  stop(): Promise<unknown>;
}

interface Runtime {
  startEditor(options: object): Promise<OwnEditor>;
}

/** @param options see client/dev/editor-runtime.mjs; the packed extension is installed */
export async function startOwnEditor(options: object): Promise<OwnEditor> {
  const dev = (name: string) => import(new URL(`../../../client/dev/${name}.mjs`, import.meta.url).href);
  const [{ startEditor }, { VSIX }] = (await Promise.all([dev('editor-runtime'), dev('paths')])) as [
    Runtime,
    { VSIX: string },
  ];
  return startEditor({ vsix: VSIX, ...options });
}
