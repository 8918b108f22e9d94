/**
 * Memoised results, stored on the object they derive from: the only way of memoising in the core.
 *
 * A result is recomputed when one of its dependencies is another object, or another primitive, than before. It is freed
 * together with the object that it is stored on. A WeakMap would keep it too long: V8's scavenger treats the values of
 * a WeakMap as alive whatever their keys are, so a result that refers to its key survives until a full collection (a
 * third of the CPU of typing in a stock redis.conf, `--trace-gc-nvp` on Node 20).
 */

/** Everything else that a result depends on, compared item by item with `===`. */
export type Dependencies = readonly unknown[];

export class Memo<K extends object, V> {
  readonly #slot = Symbol('memo');

  /**
   * @param of the object that the result derives from
   * @param dependencies a function, if they follow from the result itself
   */
  get(of: K, dependencies: Dependencies | ((value: V) => Dependencies), make: () => V): V {
    const read = (value: V) => (typeof dependencies === 'function' ? dependencies(value) : dependencies);
    const before = (of as Readonly<Record<symbol, { dependencies: Dependencies; value: V } | undefined>>)[
      this.#slot
    ];
    if (before && sameItems(read(before.value), before.dependencies)) return before.value;
    const value = make();
    const result = { dependencies: read(value), value };
    Object.defineProperty(of, this.#slot, { value: result, writable: true });
    return value;
  }
}

const sameItems = (a: Dependencies, b: Dependencies): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);
