/** Results that stand as long as what they were worked out of: one for each object, gone when the object is. */

export class Remembered<K extends object, V> {
  readonly #results = new WeakMap<K, { readonly key: readonly unknown[]; readonly value: V }>();

  /** @param key everything else that the result depends on, compared one by one */
  get(of: K, key: readonly unknown[], make: () => V): V {
    const before = this.#results.get(of);
    if (before && sameItems(key, before.key)) return before.value;
    const value = make();
    this.#results.set(of, { key, value });
    return value;
  }
}

export const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);
