/** Names of units: `redis@6379.service` is the instance `6379` of the template `redis@.service`. */

export interface UnitName {
  /** `redis@6379.service` */
  readonly name: string;
  /** Before the first `@`, else before the type: `redis`. */
  readonly prefix: string;
  /** Undefined for a unit that is none; empty for the template itself. */
  readonly instance: string | undefined;
  /** `service` */
  readonly type: string;
}

const NAME = /^([^@/]+)(?:@([^/]*))?\.([a-z]+)$/;

/** @returns undefined for what is no name of a unit */
export function parseUnitName(name: string): UnitName | undefined {
  const [, prefix, instance, type] = NAME.exec(name) ?? [];
  return prefix === undefined || type === undefined ? undefined : { name, prefix, instance, type };
}

export const isTemplate = ({ instance }: UnitName): boolean => instance === '';

/** The template of an instance: `redis@.service`. */
export const templateOf = ({ prefix, type }: UnitName): string => `${prefix}@.${type}`;

export const instanceOf = ({ prefix, type }: UnitName, instance: string): string =>
  `${prefix}@${instance}.${type}`;

/** What `systemd-escape` writes: `-` stands for a slash, `\x2d` for a character. Bytes beyond ASCII stay as they are. */
export const unescapeName = (text: string): string =>
  text.replace(/-|\\x([0-7][0-9a-f])/gi, (_, hex?: string) =>
    hex === undefined ? '/' : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** `a-b-c.slice` lies in `a-b.slice`, which lies in `a.slice`. @returns from the innermost to the outermost */
export function slicesAround(slice: string): string[] {
  const words = slice.replace(/\.slice$/, '').split('-');
  const names = words.map((_, index) => `${words.slice(0, words.length - index).join('-')}.slice`);
  return [...names, '-.slice'];
}
