// The JSON schemas of the data files, from the TypeScript types that the core reads the data as.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const CORE = 'server/src/core';

/** Data files with the type of each. */
const FILES = [
  {
    data: 'platform/helm/data/charts.json',
    types: 'platform/helm/catalogue/chart-record.ts',
    type: 'ChartsFile',
  },
  {
    data: 'platform/helm/data/history.json',
    types: 'platform/helm/catalogue/history.ts',
    type: 'HistoryFile',
  },
  {
    data: 'platform/helm/data/parents.json',
    types: 'platform/helm/catalogue/embedding.ts',
    type: 'ParentsFile',
  },
  {
    data: 'platform/operators/data/operators.json',
    types: 'platform/operators/catalogue.ts',
    type: 'OperatorsFile',
  },
  { data: 'container/image/data/images.json', types: 'container/image/image-record.ts', type: 'ImagesFile' },
  { data: 'catalogue/data/directives.json', types: 'catalogue/types.ts', type: 'CatalogueData' },
  { data: 'catalogue/data/summaries.json', types: 'catalogue/types.ts', type: 'DirectiveTexts' },
  { data: 'catalogue/data/fork-notes.json', types: 'catalogue/types.ts', type: 'DirectiveTexts' },
];

/**
 * @param {string} root folder of the project
 * @returns {{ data: string, path: string, schema: object }[]} the data file, the file of its schema, the schema
 */
export function dataSchemas(root) {
  return FILES.map(({ data, types, type }) => {
    const schema = schemaOf(join(root, CORE, types), type, join(root, CORE, 'tsconfig.json'));
    if (type === 'DirectiveTexts') nameDirectives(schema, root);
    const path = `${CORE}/${data.replace(/\.json$/, '.schema.json')}`;
    return { data: `${CORE}/${data}`, path, schema: sorted(schema) };
  });
}

/** Exported types get a definition each, so that names in the schema are those of the code. */
const schemaOf = (path, type, tsconfig) =>
  createGenerator({
    path,
    type,
    tsconfig,
    skipTypeCheck: true,
    expose: 'export',
    topRef: false,
  }).createSchema(type);

/** Texts may be about the directives of the catalogue and about nothing else. */
function nameDirectives(schema, root) {
  const { directives } = JSON.parse(readFileSync(join(root, CORE, 'catalogue/data/directives.json'), 'utf8'));
  const names = [...new Set(Object.values(directives).flatMap(Object.keys))].sort();
  schema.properties = Object.fromEntries(names.map((name) => [name, schema.additionalProperties]));
  schema.additionalProperties = false;
}

const sorted = ({ $schema, definitions = {}, ...rest }) => ({
  $schema,
  ...rest,
  ...(Object.keys(definitions).length > 0
    ? { definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))) }
    : {}),
});
