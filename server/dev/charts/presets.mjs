// Memory limits of `resourcesPreset`: a helper of the library chart bitnami/common, which charts lock to a version.

import { versionsOf } from './git.mjs';

const HELPER = 'templates/_resources.tpl';

export class PresetHistory {
  #byVersion = new Map();

  /** @param {import('./git.mjs').Clone} clone of bitnami/charts */
  constructor(clone) {
    const versions = versionsOf(clone, 'bitnami/common');
    const files = clone.read(versions.map(({ commit }) => `${commit}:bitnami/common/${HELPER}`));
    for (const { version, commit } of versions)
      this.#byVersion.set(version, limitsIn(files.get(`${commit}:bitnami/common/${HELPER}`)?.text ?? ''));
  }

  /** @param {{ locked: { name: string, version: string }[] }} row @returns by the name of the preset; null without any */
  of({ locked }) {
    const version = locked.find(({ name }) => name === 'common')?.version;
    return this.#byVersion.get(version) ?? null;
  }
}

/** `"nano" (dict "requests" (…) "limits" (dict … "memory" "192Mi" …))` */
function limitsIn(text) {
  const found = [
    ...text.matchAll(
      /"(\w+)"\s*\(dict\s+"requests"\s*\(dict[^)]*\)\s*"limits"\s*\(dict[^)]*"memory"\s+"(\w+)"/g,
    ),
  ];
  return found.length === 0 ? null : Object.fromEntries(found.map(([, name, memory]) => [name, memory]));
}
