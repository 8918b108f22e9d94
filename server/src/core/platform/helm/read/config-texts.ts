/** Values as lines of a configuration, each part with the place where it is written. */

import { isTemplated } from '../../../catalogue/conditions';
import type { Variable } from '../../../container/environment';
import { type ConfigText, readConfigText } from '../../../directives/config-text';
import { SourceMap } from '../../../text/source-map';
import type { Place } from '../../../text/span';
import { type ScalarTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';

/** Variables by which people configure these images. */
export const OTHER_VARIABLES =
  /^(?:REDIS|VALKEY)_(?:AOF_ENABLED|RDB_POLICY(?:_DISABLED)?|EXTRA_FLAGS|ARGS|MAXMEMORY\w*|OVERRIDES_FILE)$/;

export const itemsIn = (tree: Tree): readonly Tree[] => (tree.kind === 'list' ? tree.items : []);

export function variableOf(item: Tree): Variable[] {
  const name = scalarAt(item, 'name');
  const value = textAt(item, 'value');
  if (!name) return [];
  const text = value !== undefined && !isTemplated(value) ? value : undefined;
  return [{ name: name.text, value: text, place: scalarAt(item, 'value')?.place ?? name.place }];
}

export function coarseText(text: string, { file, span }: Place): ConfigText {
  return readConfigText(text, SourceMap.coarse(file, text.length, span));
}

/** YAML takes a bare yes as true, and the chart writes it back as the word that the server knows. */
function asWritten(name: string, scalar: ScalarTree): string {
  if (scalar.style !== 'plain' || !/^(?:appendonly|.*-(?:sync|enabled))$/.test(name)) return scalar.text;
  return scalar.text.replace(/^true$/i, 'yes').replace(/^false$/i, 'no');
}

export function lineText(name: string, keyPlace: Place, scalar: ScalarTree): ConfigText {
  const value = asWritten(name, scalar);
  const text = `${name} ${value}`;
  const mapped = scalar.map.map({ start: 0, end: scalar.text.length });
  const exact = mapped.exact && value === scalar.text && !value.includes('\n');
  const start = name.length + 1;
  const { file } = keyPlace;
  const map = SourceMap.of(file, [
    { decoded: { start: 0, end: start }, source: keyPlace.span, exact: false },
    {
      decoded: { start, end: text.length },
      source: exact ? mapped.span : scalar.place.span,
      exact,
      ...(scalar.place.file === file ? {} : { file: scalar.place.file }),
    },
  ]);
  return readConfigText(text, map);
}
