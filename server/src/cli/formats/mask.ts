/** Lines of a configuration as they may be shown: nothing of a secret but its name, however the name is written. */

import { releaseLines, whoKnows } from '../../core/catalogue/directives';
import { suggest } from '../../core/catalogue/suggest';
import { SENTINEL_SUBCOMMANDS } from '../../core/directives/sentinel';
import { splitArguments, type Token } from '../../core/directives/split-arguments';
import { isSecret } from '../../core/explain/secrets';

/** The same length, with stars in place of what is secret or may be. */
export function maskSecrets(line: string): string {
  const comment = /^\s*#+/.exec(line)?.[0].length;
  const { tokens } = splitArguments(line, comment);
  const first = comment === undefined ? shownOf(tokens) : shownOfComment(tokens);
  const isLine = comment === undefined || whoKnows(nameOf(tokens[0] ?? NO_TOKEN).toLowerCase()).length > 0;
  const shown = isLine ? Math.min(first, shownOfRest(tokens)) : first;
  return line.slice(0, shown).replace(CREDENTIALS_IN_URL, stars) + line.slice(shown).replace(/[^\s#]/g, '*');
}

const NO_TOKEN = { value: '' };

/** A directive that holds a secret anywhere behind the first word: two lines that became one. */
function shownOfRest(tokens: readonly Token[]): number {
  const found = tokens.slice(1).find((token) => {
    const name = nameOf(token).replace(/^-+/, '').toLowerCase();
    return isSecret(name) && name !== 'user' && whoKnows(name).length > 0;
  });
  return found ? found.span.end - found.value.length + nameOf(found).length : EVERYTHING;
}

/** With the sign that ends it. */
const SECRET_NAME = /[\w-]*(?:pass|auth|secret|token)[\w-]*["']?\s*[:=]?/i;
const ITEM_START = /^\s*(?:-\s+)*(?:value\s*:)?/;
const CREDENTIALS_IN_URL = /(?<=:\/\/)[^\s/@]+(?=@)/g;

/**
 * As maskSecrets, for a line of YAML (an item, an entry, a line of a block) or of a systemd unit. What follows a name that looks like a secret
 * is hidden, also where the name stands on the line before (`--requirepass`, `name: REDIS_PASSWORD`).
 */
export function maskYamlSecrets(line: string, lineBefore: string): string {
  const start = ITEM_START.exec(line)?.[0].length ?? 0;
  const before = SECRET_NAME.exec(lineBefore);
  const follows = before !== null && before.index + before[0].length === lineBefore.trimEnd().length;
  const shown = follows ? start : Math.min(namedUpTo(line), directiveUpTo(line, start));
  return line.slice(0, shown).replace(CREDENTIALS_IN_URL, stars) + stars(line.slice(shown));
}

function namedUpTo(line: string): number {
  const name = SECRET_NAME.exec(line);
  return name ? name.index + name[0].length : line.length;
}

/** Where a directive that holds a secret begins the line or is an option in it, or one that was meant. */
function directiveUpTo(line: string, start: number): number {
  for (const { 0: word, index } of line.matchAll(/[\w-]+/g)) {
    const isName = index === start || word.startsWith('--');
    if (isName && meantBy(word.replace(/^--/, '')).some(isSecret)) return index + word.length;
  }
  return line.length;
}

const stars = (text: string): string => text.replace(/[^\s"',[\]{}]/g, '*');

/** @returns the offset up to which the line may be shown */
function shownOf([first, second]: readonly Token[]): number {
  if (!first) return EVERYTHING;
  const name = nameOf(first);
  const meant = meantBy(name);
  if (meant.includes('sentinel')) {
    const harmless = SENTINEL_SUBCOMMANDS.some(
      (one) => one === second?.value.toLowerCase() && !isSecret(one),
    );
    return !second || harmless ? EVERYTHING : second.span.end;
  }
  // What nobody knows is shown where it can only be a harmless name misspelt.
  if (meant.length > 0 && !meant.some(isSecret) && !isSecret(name)) return EVERYTHING;
  if (first.quoted && name !== first.value) return first.span.start;
  return first.span.end - first.value.length + name.length;
}

/** A line that was turned off may hold a password that is still in use; prose is shown. */
function shownOfComment([first, second]: readonly Token[]): number {
  const name = first ? nameOf(first).toLowerCase() : '';
  const holdsOne =
    name === 'sentinel' ? isSecret(second?.value ?? '') : isSecret(name) && whoKnows(name).length > 0;
  return first && holdsOne ? first.span.end : EVERYTHING;
}

const EVERYTHING = Number.POSITIVE_INFINITY;

/** Without what follows a sign: `requirepass=…`. */
const nameOf = ({ value }: Pick<Token, 'value'>): string => value.replace(/[=:].*$/s, '');

const cache = new Map<string, readonly string[]>();

/** The name itself where some server knows it, else those that are near to it. */
function meantBy(written: string): readonly string[] {
  const name = written.toLowerCase();
  const before = cache.get(name);
  if (before) return before;
  const meant =
    whoKnows(name).length > 0 ? [name] : [...new Set(NEWEST.flatMap((version) => suggest(version, name)))];
  cache.set(name, meant);
  return meant;
}

/** Of each product. */
const NEWEST = [...new Map(releaseLines().map((version) => [version.product, version])).values()];
