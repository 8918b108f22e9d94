import { limitMessage, MOST_INCLUDES } from '../work-limits';
import { defineRule } from './rule';

const MESSAGE = limitMessage(`${MOST_INCLUDES} included files`);

/** Limits that are reached before there are servers are reported in lint.ts. */
export const workLimit = defineRule({
  id: 'work-limit',
  category: 'file',
  severity: 'warning',
  summary: 'A file multiplies the work of reading it beyond a limit: the rest is unknown',
  docs: {
    what: 'Files that refer to each other many times over are read up to a limit: 200,000 nodes of one YAML document with its aliases, 1,000 included files for each start of a server, 1,000 kustomizations and 2,000 patch operations for each build, 1,000 files of a Compose project.',
    why: 'A few hundred bytes of aliases or includes can stand for more text than any machine holds. What lies beyond the limit is unknown: no rule concludes anything from it.',
    fix: 'Refer to each file once. If a real file meets a limit, report it.',
    references: ['https://github.com/forkguard/forkguard/issues'],
  },
  check(instance, report) {
    const reached = instance.directives.loaded.unknownSources.find(({ why }) => why === 'limit');
    if (reached) report({ at: reached.place, message: MESSAGE });
  },
  examples: [
    {
      name: 'Files that include the next one forty times each',
      text: 'include ⟦a.conf⟧\n',
      files: {
        'a.conf': 'include b.conf\n'.repeat(40),
        'b.conf': 'include c.conf\n'.repeat(40),
        'c.conf': 'maxmemory 1gb\n',
      },
      messages: [MESSAGE],
    },
    {
      name: 'A file that is included twice',
      text: 'include a.conf\ninclude a.conf\n',
      files: { 'a.conf': 'maxmemory 1gb\n' },
    },
  ],
});
