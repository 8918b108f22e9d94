/**
 * Results that stand as long as what they were worked out of, and are gone with it.
 *
 * They are kept on the object itself and not in a WeakMap: V8's scavenger takes the values of a WeakMap for alive
 * whatever their keys are, so that every result that refers to its key outlived the keystroke and waited for a full
 * collection (a third of the CPU of typing in a stock redis.conf, `--trace-gc-nvp` on Node 20).
 */

/** One place on objects of a kind, that nobody else sees. */
export class Attached<K extends object, V> {
  readonly #slot = Symbol('attached');

  get(of: K): V | undefined {
    return (of as Readonly<Record<symbol, V | undefined>>)[this.#slot];
  }

  set(of: K, value: V): void {
    Object.defineProperty(of, this.#slot, { value, writable: true });
  }
}

export class Remembered<K extends object, V> {
  readonly #results = new Attached<K, { readonly key: readonly unknown[]; readonly value: V }>();

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
