/** Files that a template engine or an installer turns into others, by their names. */

import type { FileId } from './span';

const ENDING = /\.(?:j2|jinja2?|erb|tpl|epp|tmpl|template|example|sample|dist|default|in)$/i;

/** `redis.conf.tmpl`, `redis.template.conf`. */
export const isTemplateName = (file: FileId): boolean =>
  ENDING.test(file) || /[-_.](?:template|tmpl|tpl)\.[^/]*$/i.test(file);

/** `/etc/redis.conf.j2` counts as `/etc/redis.conf`. */
export function withoutTemplateEnding(file: FileId): FileId {
  let name = file;
  while (ENDING.test(name)) name = name.replace(ENDING, '');
  return name;
}
