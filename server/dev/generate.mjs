// Writes everything that follows from the rules and the types: pages of the rules, the settings in package.json, the
// schema of the project file, the schemas of the data files. Fails when a data file does not match its schema. `--check`
// writes nothing and fails when a file is not as it would be written.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkData } from './check-data.mjs';
import { dataSchemas } from './data-schemas.mjs';
import { loadCore } from './load-core.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const check = process.argv.includes('--check');
const { RULES, LEVELS, STATED, ruleMarkdown, nearestName } = await loadCore(root);

const levelSchema = { type: 'string', enum: LEVELS };

/** Properties of the object that gives each rule its severity. */
const ruleProperties = Object.fromEntries(
  RULES.map(({ id, summary, severity }) => [
    id,
    { ...levelSchema, description: `${summary}. Default: ${severity} (milder where the rule says so).` },
  ]),
);

const stated = Object.fromEntries(
  Object.entries(STATED).map(([key, { form }]) => [
    key,
    { type: ['string', 'number'], description: `${form[0].toUpperCase()}${form.slice(1)}.` },
  ]),
);

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Forkguard project file (.forkguard.yaml)',
  type: 'object',
  additionalProperties: false,
  properties: {
    rules: {
      type: 'object',
      description: 'Severity of each rule.',
      additionalProperties: false,
      properties: ruleProperties,
    },
    allow: {
      type: 'array',
      description: 'Findings that are known and accepted, each with its reason.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'reason'],
        properties: {
          rule: { type: 'string', enum: RULES.map(({ id }) => id) },
          path: {
            type: 'string',
            description: 'Glob relative to this file; without it the rule is allowed everywhere.',
          },
          reason: { type: 'string', minLength: 1 },
        },
      },
    },
    instances: {
      type: 'array',
      description: 'Facts that the files cannot say. Later entries win.',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          path: {
            type: 'string',
            description: 'Glob relative to this file; without it the facts hold for every instance.',
          },
          ...stated,
        },
      },
    },
  },
};

const configuration = {
  title: 'Forkguard',
  properties: {
    'forkguard.rules': {
      type: 'object',
      scope: 'resource',
      markdownDescription: 'Severity of each rule. The project file `.forkguard.yaml` counts more.',
      default: {},
      additionalProperties: false,
      properties: ruleProperties,
    },
    'forkguard.version': {
      type: 'string',
      scope: 'resource',
      default: '',
      markdownDescription:
        'Version that configurations are read as when they do not say it themselves, such as `7.2`, `redis-7.0.15` or `valkey-8.1`. Empty: the newest version that accepts every directive in the file.',
    },
    'forkguard.connections.servers': {
      type: 'object',
      scope: 'machine',
      default: {},
      markdownDescription:
        'Running servers by name, written by *Forkguard: Connect to a Server*. Passwords are kept in the secret storage of the editor, never here.',
      additionalProperties: {
        type: 'object',
        required: ['address'],
        additionalProperties: false,
        properties: {
          address: {
            type: 'string',
            pattern: '^[^@\\s]+$',
            patternErrorMessage: 'An address without user and password: redis://host:6379.',
            description:
              'redis://host:6379, rediss:// with TLS, redis+sentinel://host:26379/group, unix:///path.',
          },
          user: { type: 'string', description: 'ACL user.' },
          cluster: { type: 'boolean', description: 'Observe every node of its cluster.' },
          sentinel: { type: 'string', description: 'The group that the Sentinels at the address watch.' },
          sentinelUser: { type: 'string', description: 'ACL user of the Sentinels themselves.' },
          tls: {
            type: 'object',
            description: 'PEM files by their paths, and the name in the certificate of the server.',
            additionalProperties: false,
            properties: Object.fromEntries(
              ['ca', 'cert', 'key', 'serverName'].map((key) => [key, { type: 'string' }]),
            ),
          },
        },
      },
    },
    'forkguard.connections.uses': {
      type: 'object',
      scope: 'window',
      default: {},
      markdownDescription:
        'What each running server, by its name, is in this workspace: `{ "orders": { "files": ["orders/redis.conf"], "workloads": ["StatefulSet/orders"] } }`.',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          files: {
            type: 'array',
            items: { type: 'string' },
            description: 'Globs relative to the folder.',
          },
          workloads: {
            type: 'array',
            items: { type: 'string' },
            description: 'Names such as StatefulSet/orders.',
          },
        },
      },
    },
    'forkguard.connections.codeLens': {
      type: 'boolean',
      scope: 'window',
      default: true,
      description: 'Show what a running server measured above what describes it.',
    },
    'forkguard.inlayHints.budget': {
      type: 'boolean',
      scope: 'window',
      default: true,
      markdownDescription:
        'Show what a fork needs at worst, and whether it fits, beside a memory limit and `maxmemory`.',
    },
    'forkguard.limits.fileSize': {
      type: 'number',
      scope: 'window',
      default: 8,
      minimum: 1,
      description: 'Largest file that is read from disk, in megabytes.',
    },
    'forkguard.limits.files': {
      type: 'number',
      scope: 'window',
      default: 5000,
      minimum: 1,
      description: 'Most configuration files that are read when a folder is opened.',
    },
    'forkguard.trace.server': {
      type: 'string',
      scope: 'machine',
      enum: ['off', 'messages'],
      default: 'off',
      description:
        'Whether messages to and from the language server are logged: their names and times, never their contents.',
    },
  },
};

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

const index = [
  '# Rules',
  '',
  '| rule | severity | |',
  '|---|---|---|',
  ...RULES.map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`),
  '',
].join('\n');

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
manifest.contributes.configuration = configuration;

const schemas = dataSchemas(root);

/** @type {Map<string, string>} path to content */
const files = new Map([
  ['package.json', json(manifest)],
  ['docs/forkguard.schema.json', json(schema)],
  ['docs/rules/README.md', index],
  ...RULES.map((rule) => [`docs/rules/${rule.id}.md`, ruleMarkdown(rule)]),
  ...schemas.map(({ path, schema }) => [path, json(schema)]),
]);

const mistakes = schemas.flatMap(({ data, schema }) =>
  checkData(data, read(data) ?? '', schema, nearestName),
);
for (const mistake of mistakes) console.error(mistake);
if (mistakes.length > 0) process.exitCode = 1;

const stale = [];
for (const [path, content] of files) if (read(path) !== content) stale.push(path);
const orphans = list('docs/rules').filter((path) => !files.has(path));

if (check) {
  for (const path of [...stale, ...orphans])
    console.error(`${path} is not up to date. Run: npm run generate`);
  if (stale.length + orphans.length > 0) process.exitCode = 1;
} else {
  mkdirSync(join(root, 'docs/rules'), { recursive: true });
  for (const path of stale) writeFileSync(join(root, path), files.get(path));
  for (const path of orphans) rmSync(join(root, path));
  console.log(`${stale.length} of ${files.size} files written, ${orphans.length} removed`);
}

function read(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

function list(folder) {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
