/** Scripts that a template fills in before a shell reads them. */

import { findHoles } from '../../text/template-holes';
import { UNKNOWN } from './text';

/**
 * The text at the same length, with something unknown where a template fills in text. `${NAME}` and `[[ … ]]` are the
 * shell's own, except for `${NAME?}`, which stands for a variable that only whoever runs Compose knows.
 */
export function maskTemplate(text: string): { readonly text: string; readonly conditional: boolean } {
  let conditional = false;
  let masked = '';
  let at = 0;
  for (const { span, kind } of findHoles(text)) {
    const hole = text.slice(span.start, span.end);
    const isOfCompose = /^\$\{\w+\?\}$/.test(hole);
    if (!isOfCompose && !/^(?:\{\{|\{%|<%)/.test(hole)) continue;
    if (kind === 'open' || kind === 'middle' || kind === 'close') conditional = true;
    const filler = kind === 'text' ? UNKNOWN : ' ';
    masked += text.slice(at, span.start) + hole.replace(/[^\n]/g, filler);
    at = span.end;
  }
  return { text: masked + text.slice(at), conditional };
}
