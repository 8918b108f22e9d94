/**
 * Placeholders that a build step or an installer replaces: `@PORT@`, `%MEMORY%`, `__SAVE__`, `{TIMEOUT}`, `<port>`,
 * `$PORT`, `#{port}`.
 */

const NAME = '[A-Za-z_][\\w.:-]*';
const PLACEHOLDER = new RegExp(
  `^(?:@${NAME}@|%{1,2}${NAME}%{1,2}|__[A-Z][A-Z\\d_]*__|\\{${NAME}\\}|<[A-Za-z_][\\w .:-]*>|\\$[A-Za-z_]\\w*|#\\{[^}]*\\})(?:[kKmMgG][bB]?|[bB])?$`,
);
const CAPITALS = /^[A-Z][A-Z\d_]{2,}$/;

/**
 * Whether a word that is not a valid value looks like a placeholder.
 * @param template the file name marks a template, in which bare upper-case names (`MAXMEMORY`) also count
 */
export const isPlaceholder = (word: string, template: boolean): boolean =>
  PLACEHOLDER.test(word) || (template && CAPITALS.test(word));
