import { defineRule } from './rule';

export const unresolvedInclude = defineRule({
  id: 'unresolved-include',
  category: 'file',
  severity: 'information',
  summary: 'An included file cannot be found: what it may set is unknown',
  docs: {
    what: 'An `include` names a file, or a pattern, that is not among the files of the workspace.',
    why: 'The file may set anything, so nothing is concluded from what is missing here: there is no finding about a missing `maxmemory` or about the compiled save points. The server resolves relative paths against its working directory (which `dir` changes); here the folder of this file is taken.',
    fix: 'Put the file into the workspace at that path, or allow the finding with a reason.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    for (const opening of instance.directives.loaded.unknownSources) {
      if (opening.include === undefined || opening.why === 'limit') continue;
      report({
        at: opening.place,
        message: `${opening.include} is not among the files here. It may set anything, so nothing is concluded from what this configuration leaves out.`,
      });
    }
  },
  examples: [
    {
      name: 'A file of the machine that runs the server',
      text: 'include ⟦/etc/redis/local.conf⟧\nmaxmemory 1gb\n',
      messages: [
        '/etc/redis/local.conf is not among the files here. It may set anything, so nothing is concluded from what this configuration leaves out.',
      ],
    },
    {
      name: 'A file beside this one',
      files: { 'local.conf': 'save ""\n' },
      text: 'include local.conf\nmaxmemory 1gb\n',
    },
  ],
});
