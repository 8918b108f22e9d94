/** Signs in the files of a project that its hosts are prepared for a server: sysctl settings, units, tasks of Ansible. */

import { overcommits, turnsOffHugePages } from '../../container/host-signs';
import { Memo } from '../../memo';
import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import type { Chunk } from '../../yaml/incremental/yaml-file';

export interface HostSigns {
  readonly hugePagesOff: boolean;
  readonly overcommits: boolean;
}

interface Kept extends HostSigns {
  readonly text: string;
}

/** `name: vm.overcommit_memory` with its value below, `vm.overcommit_memory: 1`. */
const SET = /overcommit_memory["']?\s*(?:[:=]\s*|\n\s*(?:\w*value)\s*:\s*)["']?1\b/;
/** On the command line of the kernel. */
const BOOTED = /transparent_hugepage=(?:never|madvise)/;

export class HostSignReader {
  readonly #chunks = new Memo<Chunk['memory'], HostSigns>();
  #files = new Map<FileId, Kept>();

  read(project: Project): HostSigns {
    const files = new Map<FileId, Kept>();
    const all: HostSigns[] = [];
    for (const file of project.ids) {
      const yaml = project.yaml(file);
      if (yaml) {
        for (const { text, memory } of yaml.chunks)
          all.push(this.#chunks.get(memory, [], () => signsIn(text)));
      } else if (!project.conf(file)) {
        const text = project.text(file) ?? '';
        const before = this.#files.get(file);
        const kept = before?.text === text ? before : { text, ...signsIn(text) };
        files.set(file, kept);
        all.push(kept);
      }
    }
    this.#files = files;
    return {
      hugePagesOff: all.some(({ hugePagesOff }) => hugePagesOff),
      overcommits: all.some((signs) => signs.overcommits),
    };
  }
}

const signsIn = (text: string): HostSigns => ({
  hugePagesOff: turnsOffHugePages(text) || BOOTED.test(text),
  overcommits: overcommits(text) || SET.test(text),
});
