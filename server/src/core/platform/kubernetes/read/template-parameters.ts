/** Parameters of an OpenShift Template: `oc process` puts their values where `${NAME}` stands, unless somebody gives others. */

import { MappedText } from '../../../yaml/edit/mapped-text';
import { itemsAt, type MapTree, type ScalarTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';

type Parameters = ReadonlyMap<string, ScalarTree>;

/** The objects with every parameter that has a value; a value that stands alone keeps the place where it is written. */
export function processedObjects(template: MapTree): readonly Tree[] {
  const objects = itemsAt(template, 'objects');
  const parameters: Parameters = new Map(
    itemsAt(template, 'parameters').flatMap((parameter) => {
      const name = textAt(parameter, 'name');
      const value = scalarAt(parameter, 'value');
      return name !== undefined && value ? [[name, value] as const] : [];
    }),
  );
  return parameters.size === 0 ? objects : objects.map((object) => processed(object, parameters));
}

function processed(tree: Tree, parameters: Parameters): Tree {
  switch (tree.kind) {
    case 'hole':
      return tree;
    case 'scalar':
      return tree.text.includes('${') ? processedScalar(tree, parameters) : tree;
    case 'list':
      return { ...tree, items: tree.items.map((item) => processed(item, parameters)) };
    default: {
      const entries = [...tree.entries].map(
        ([key, entry]) => [key, { ...entry, value: processed(entry.value, parameters) }] as const,
      );
      return { ...tree, entries: new Map(entries) };
    }
  }
}

const REFERENCE = /\$\{(\w+)\}|\$\{\{(\w+)\}\}/g;

function processedScalar(scalar: ScalarTree, parameters: Parameters): ScalarTree {
  const only = /^\$\{\{?(\w+)\}\}?$/.exec(scalar.text)?.[1];
  const alone = only === undefined ? undefined : parameters.get(only);
  if (alone) return alone;
  const written = MappedText.of(scalar, undefined);
  const parts: MappedText[] = [];
  let end = 0;
  for (const match of scalar.text.matchAll(REFERENCE)) {
    const value = parameters.get(match[1] ?? match[2] ?? '');
    if (!value) continue;
    const after = match.index + match[0].length;
    const reference = written.slice(match.index, after);
    parts.push(written.slice(end, match.index), MappedText.instead(value.text, reference));
    end = after;
  }
  if (parts.length === 0) return scalar;
  const rest = written.slice(end, scalar.text.length);
  return MappedText.join([...parts, rest], scalar).toScalar(scalar.place);
}
