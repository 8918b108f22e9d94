/** Files that units name and that the project does not have. */

import { type MissingFile, missingFile } from '../../project/include';
import { Lookups } from '../../project/lookups';
import type { Project } from '../../project/project';
import { type Machine, startingUnits } from './machine';
import { UnitReader } from './read-units';

/** What a server or systemd would read; others are data and programs. */
const READ = /\.(?:conf|env|sh)(?:\.[\w-]+)?$|\/(?:etc\/)?(?:default|sysconfig)\/[^/]+$/;
const SERVERS = /redis|valkey|keydb|redict/;

export function missingOfUnits(machines: readonly Machine[], project: Project): MissingFile[] {
  const missing = machines.flatMap((machine) =>
    startingUnits(machine).flatMap((name) => {
      const lookups = new Lookups(project);
      const found = new UnitReader(machine, lookups).read(name);
      const mayServe = found?.units.some(({ unit, script }) => SERVERS.test(`${script} ${unit.image ?? ''}`));
      if (!mayServe) return [];
      const folders = lookups.folders.map((folder) => `${folder.replace(/\/$/, '')}/*.conf`);
      return [...lookups.missing.filter((file) => READ.test(file)), ...folders];
    }),
  );
  return [...new Set(missing)].map((target) => ({ ...missingFile(target), mayBeFolder: true }));
}
