/**
 * Values given one by one, as `--set` takes them: `a.b=1`, `a\.b=1`, `list[0].key=1`, `list={x,y}`, `a=null`. Tools that
 * install charts pass theirs on in this form.
 */

import { SourceMap } from '../../../text/source-map';
import { assembledList, assembledMap } from '../../../yaml/edit/assemble';
import { plainScalar } from '../../../yaml/template/shape';
import type { ScalarTree, Tree } from '../../../yaml/tree';
import { hasTag, type ValueSource } from './release-source';

/** Keys of a mapping, and items of a list as `[0]`; undefined for what Helm does not read. */
function keysOfName(name: string): string[] | undefined {
  const parts = [...name.matchAll(/((?:\\.|[^\\.[\]])+)|(\[\d+\])|(\.)|([\s\S])/g)];
  const keys: string[] = [];
  let between = true;
  for (const [, key, index, dot] of parts) {
    // A key stands at the beginning and behind a dot, an item behind its list.
    if (key !== undefined && between) keys.push(key.replace(/\\(.)/g, '$1'));
    else if (index !== undefined && !between) keys.push(index);
    else if (dot === undefined || between) return undefined;
    between = dot !== undefined;
  }
  return between ? undefined : keys;
}

/** @param string the value stays a text whatever it looks like */
export function parameterValue(name: ScalarTree, value: Tree | undefined, string = false): ValueSource[] {
  const keys = hasTag(name.text) ? undefined : keysOfName(name.text);
  if (!keys) return [{ kind: 'unseen' }];
  const leaf = value ? valueOfText(value, string) : nothingAt(name);
  const tree = keys.reduceRight<Tree>((inner, key) => assembledMap([[key, inner]], name.place, false), leaf);
  return [{ kind: 'tree', tree, root: tree, path: [], editable: false }];
}

function valueOfText(value: Tree, string: boolean): Tree {
  if (value.kind !== 'scalar' || string) return value;
  const inner = /^\{([\s\S]*)\}$/.exec(value.text)?.[1];
  if (inner !== undefined && !hasTag(value.text)) {
    const items = inner.match(/(?:\\.|[^\\,])+/g) ?? [];
    return assembledList(
      items.map((item) => plainScalar(item.trim().replace(/\\(.)/g, '$1'), value.place)),
      value.place,
    );
  }
  return value.text === 'null' ? nothingAt(value) : value;
}

const nothingAt = ({ place }: ScalarTree): ScalarTree => ({
  kind: 'scalar',
  text: '',
  null: true,
  place,
  style: 'plain',
  map: SourceMap.coarse(place.file, 0, place.span),
  indent: '',
});
