/** Files of variables (`.env`, `env_file`): `NAME=value` on a line, quotes and comments as compose-go's dotenv has them. */

import type { Variable } from '../../../container/environment';
import { type FileId, stableSpan } from '../../../text/span';

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(.*?)[ \t]*\r?$/gm;

/** Values that put other variables in are unknown. Later entries of a name win. */
export function readEnvFile(file: FileId, text: string): Variable[] {
  return [...text.matchAll(LINE)].map((match) => {
    const [whole, name = '', written = ''] = match;
    const start = match.index + whole.lastIndexOf(written);
    const place = { file, span: stableSpan(start, start + written.length) };
    return { name, value: unquoted(written), place };
  });
}

function unquoted(written: string): string | undefined {
  const single = /^'([^']*)'/.exec(written);
  if (single) return single[1];
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(written);
  const value = double
    ? (double[1] ?? '').replace(/\\(["\\$])/g, '$1')
    : written.replace(/(?:^|[ \t]+)#.*$/, '');
  return value.includes('$') || /^["']/.test(value) ? undefined : value;
}
