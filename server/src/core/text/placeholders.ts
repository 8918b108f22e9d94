/** Words that a build step or an installer replaces: `@PORT@`, `%MEMORY%`, `__SAVE__`, `{TIMEOUT}`, `<port>`, `$PORT`, `#{port}`. */

const NAME = '[A-Za-z_][\\w.:-]*';
const PLACEHOLDER = new RegExp(
  `^(?:@${NAME}@|%{1,2}${NAME}%{1,2}|__[A-Z][A-Z\\d_]*__|\\{${NAME}\\}|<[A-Za-z_][\\w .:-]*>|\\$[A-Za-z_]\\w*|#\\{[^}]*\\})(?:[kKmMgG][bB]?|[bB])?$`,
);
const CAPITALS = /^[A-Z][A-Z\d_]{2,}$/;

/**
 * Whether something else is meant to stand in the place of a word that is no value by itself.
 * @param template the file is a template by its name, in which bare names in capitals (`MAXMEMORY`) count too
 */
export const isPlaceholder = (word: string, template: boolean): boolean =>
  PLACEHOLDER.test(word) || (template && CAPITALS.test(word));
