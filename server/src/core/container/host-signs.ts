/** Signs in a start script that it prepares the machine for a server (kubernetes.md A.8). */

const THP_OFF =
  /(?:never|madvise)[\s\S]{0,60}transparent_hugepage\/enabled|transparent_hugepage\/enabled[\s\S]{0,60}(?:never|madvise)/;
const OVERCOMMITS =
  /vm\.overcommit_memory\s*=\s*["']?1|1["']?\s*(?:>|\|\s*(?:sudo\s+)?tee)\s*\S*\/proc\/sys\/vm\/overcommit_memory/;

/** Transparent huge pages are off, or left to programs that ask for them. */
export const turnsOffHugePages = (script: string): boolean => THP_OFF.test(script);

/** `vm.overcommit_memory=1`. */
export const overcommits = (script: string): boolean => OVERCOMMITS.test(script);
