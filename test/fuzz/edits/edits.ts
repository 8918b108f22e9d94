/**
 * Files that are edited step by step: a project and a linter that remember what they worked out must say after every
 * step what new ones say about the same texts.
 */

import fc from 'fast-check';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { Linter, type LintResult } from '../../../server/src/core/lint';
import { Project } from '../../../server/src/core/project/project';
import { COMMON_SETTINGS, printedSetting } from '../../../server/src/core/server/printed-settings';
import type { Place } from '../../../server/src/core/text/span';
import { blocksOf } from '../../support/blocks';
import type { Texts } from '../../support/samples';

/** One edit; numbers are taken modulo what there is, so that every edit fits every text. */
export interface Edit {
  readonly kind:
    | 'insert'
    | 'remove'
    | 'replace'
    | 'line'
    | 'duplicate'
    | 'swap'
    | 'rename'
    | 'delete'
    | 'crlf';
  readonly file: number;
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** What people type, and what cuts documents, joins and scalars in other places. */
const SNIPPETS = [
  ...[
    '\n---\n',
    '---\n',
    '\n...\n',
    '%YAML 1.2\n',
    '# note\n',
    '\n',
    ' ',
    '  ',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '{',
    ']',
    ':',
  ],
  ...[
    'redis',
    'valkey',
    'image: redis:7.2\n',
    '- --save\n',
    'save 60 1\n',
    'maxmemory 1gb\n',
    '    save 900 1\n',
  ],
  ...[
    'memory: 1Gi\n',
    'name: other\n',
    'namespace: shop\n',
    '# forkguard: dataset=1gb\n',
    '\r',
    '\ufeff',
    '- name: redis\n',
  ],
  ...[
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: redis-config\ndata:\n  redis.conf: |\n    save 60 1\n---\n',
  ],
];

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Edit['kind'][]>('insert', 'replace', 'line') },
    { weight: 3, arbitrary: fc.constantFrom<Edit['kind'][]>('remove', 'duplicate') },
    { weight: 1, arbitrary: fc.constantFrom<Edit['kind'][]>('swap', 'rename', 'delete', 'crlf') },
  ),
  file: fc.nat(1000),
  at: fc.nat(100_000),
  length: fc.oneof(fc.nat(3), fc.nat(60)),
  text: fc.constantFrom(...SNIPPETS),
});

export const editsOf = (most: number): fc.Arbitrary<Edit[]> =>
  fc.array(edit, { minLength: 1, maxLength: most });

function applyEdit(texts: Texts, { kind, file, at, length, text }: Edit): Texts {
  const names = [...texts.keys()];
  const name = names[file % names.length];
  if (name === undefined) return texts;
  const before = texts.get(name) ?? '';
  const offset = at % (before.length + 1);
  const line = before.lastIndexOf('\n', offset - 1) + 1;
  const end = before.indexOf('\n', offset) + 1 || before.length;
  const put = (after: string) => new Map([...texts, [name, after]]);
  switch (kind) {
    case 'insert':
      return put(before.slice(0, offset) + text + before.slice(offset));
    case 'line':
      return put(before.slice(0, line) + text + before.slice(line));
    case 'replace':
      return put(before.slice(0, offset) + text + before.slice(offset + length));
    case 'remove':
      return put(before.slice(0, offset) + before.slice(offset + length));
    case 'duplicate':
      return put(before.slice(0, end) + before.slice(line, end) + before.slice(end));
    case 'swap':
      return put(texts.get(names[at % names.length] ?? name) ?? before);
    case 'crlf':
      return put(before.includes('\r\n') ? before.replaceAll('\r\n', '\n') : before.replaceAll('\n', '\r\n'));
    default: {
      const rest = new Map([...texts].filter(([other]) => other !== name));
      return kind === 'rename' ? rest.set(`${name}-${at}.yaml`, before) : rest;
    }
  }
}

/** Small, so that an edit leaves some alone. */
const BLOCK = 200;

export interface Difference {
  readonly step: number;
  readonly texts: Texts;
  readonly remembered: unknown;
  readonly fresh: unknown;
}

/** @returns the first step after which memory and a fresh look differ */
export function firstDifference(start: Texts, edits: readonly Edit[]): Difference | undefined {
  const project = new Project();
  const linter = new Linter();
  let texts = start;
  for (const [name, text] of texts) project.set(name, blocksOf(text, BLOCK));
  for (let step = 0; step <= edits.length; step += 1) {
    const remembered = shown(linter.lint(project, NO_CONFIGURATION), project);
    const fresh = lintFresh(texts, project);
    if (JSON.stringify(remembered) !== JSON.stringify(fresh)) return { step, texts, remembered, fresh };
    const next = edits[step];
    if (!next) break;
    const after = applyEdit(texts, next);
    for (const name of texts.keys()) if (!after.has(name)) project.delete(name);
    for (const [name, text] of after) project.set(name, blocksOf(text, BLOCK));
    texts = after;
  }
  return undefined;
}

/** In the same order of files, because that of findings may follow it. */
function lintFresh(texts: Texts, like: Project): unknown {
  const project = new Project();
  for (const name of like.ids) project.set(name, texts.get(name) ?? '');
  return shown(new Linter().lint(project, NO_CONFIGURATION), project);
}

/** Everything that a user can see of a result. */
function shown({ findings, instances }: LintResult, project: Project): unknown {
  return {
    // What is worked out when somebody asks is asked for.
    findings: findings.map((finding) => ({ ...finding, fixes: finding.fixes })),
    instances: instances.map((instance) =>
      standing(
        {
          name: instance.name,
          file: instance.file,
          kind: instance.kind,
          head: instance.anchor,
          version: instance.version.reason,
          facts: [instance.role, instance.limit, instance.dataset],
          settings: ['save', ...COMMON_SETTINGS].map((name) => printedSetting(instance, name)),
          forks: instance.forkTriggers,
          withoutWorkload: instance.withoutWorkload,
          budget: instance.budget,
        },
        project,
      ),
    ),
  };
}

/** With every place where it stands now. */
function standing(value: unknown, project: Project): unknown {
  if (Array.isArray(value)) return value.map((one) => standing(one, project));
  if (typeof value !== 'object' || value === null) return value;
  const { file, span } = value as Partial<Place>;
  if (file !== undefined && span !== undefined) return { ...value, ...project.now({ file, span }) };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, standing(one, project)]));
}
