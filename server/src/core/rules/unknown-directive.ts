import { recordOf, whoKnows } from '../catalogue/directives';
import { suggest } from '../catalogue/suggest';
import { placeInText } from '../directives/config-text';
import type { Entry } from '../directives/entry';
import type { Fix } from '../model/finding';
import { ANY_PATCH, formatVersion } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { own } from '../word-map';
import { defineRule } from './rule';
import { isKeyDb } from './support';

/** Settings of the modules that the images of Redis 8 load from their entry point, without a line in the configuration. */
const BUNDLED_MODULES = /^(?:search|ts|bf|cf|cms|topk|tdigest|json|vset|rg)-/;

export const unknownDirective = defineRule({
  id: 'unknown-directive',
  category: 'file',
  severity: 'error',
  summary: 'Not a directive of this version: the server refuses to start',
  docs: {
    what: 'The first word of a line is not a directive of the version in effect, nor the setting of a module (`name.option`) with `loadmodule` present.',
    why: 'The server refuses to start with it.',
    fix: 'Correct the name. Where it belongs to another version, the message says which.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    if (isKeyDb(instance)) return;
    for (const entry of instance.directives.loaded.entries) {
      if (entry.info || entry.line.problem || entry.line.name === 'sentinel' || mayBeModule(instance, entry))
        continue;
      if (isKeptForModules(instance, entry) || entry.line.mayBeAbsent) continue;
      const name = shownName(entry.line.nameToken.value);
      const names = suggest(instance.version.chosen, entry.line.nameToken.value);
      const meant = names.length > 0 ? ` Did you mean ${names.join(' or ')}?` : '';
      report({
        at: placeInText(entry.source, entry.line.nameToken.span),
        message: `${describe(instance, name, entry)}${meant}`,
        fixes: () => fixesFor(instance, entry, names),
        outcome: 'refuses',
      });
    }
  },
  examples: [
    {
      name: 'A typing error',
      text: '⟦maxmemmory⟧ 100mb\n',
      messages: ['Redis 8.8 does not know "maxmemmory" and refuses to start. Did you mean maxmemory?'],
      fixed: { title: 'Change to maxmemory', text: 'maxmemory 100mb\n' },
    },
    {
      name: 'The syntax of another program',
      text: '⟦maxmemory=100mb⟧\n',
      messages: ['Redis 8.8 does not know "maxmemory=…" and refuses to start. Did you mean maxmemory?'],
      fixed: { title: 'Put a blank between maxmemory and its value', text: 'maxmemory 100mb\n' },
    },
    {
      name: 'Not yet known to the version',
      text: '# forkguard: version=5.0\n⟦disable-thp⟧ yes\n',
      messages: ['Redis 5.0 does not know "disable-thp" and refuses to start (introduced in 6.2.0).'],
    },
    { name: 'Settings of a module', text: 'loadmodule /opt/redisearch.so\nsearch.timeout 500\n' },
    { name: 'A file of KeyDB', text: 'maxmemory 1gb\nserver-threads 4\nno-such-thing-here 1\n' },
    { name: 'Names in any case, quoted or not', text: 'MaxMemory 100mb\n"maxmemory-policy" allkeys-lru\n' },
  ],
});

/** What follows a sign may be a password. */
const shownName = (written: string): string => written.replace(/([=:]).+$/s, '$1…');

function mayBeModule(instance: RedisInstance, { line }: Entry): boolean {
  const { directives, version } = instance;
  const modules =
    directives.all('loadmodule').length > 0 ||
    !directives.closed ||
    instance.placement?.image?.modules === true;
  if (line.name.includes('.') && modules) return true;
  const bundled = version.candidates.some(({ product, major }) => product === 'redis' && major >= 8);
  return bundled && (modules || BUNDLED_MODULES.test(line.name));
}

/** A Sentinel of Redis 8 keeps unknown names with a value for modules, which it never loads. */
const isKeptForModules = ({ kind, version }: RedisInstance, { line }: Entry): boolean =>
  kind === 'sentinel' &&
  version.candidates.some(({ product, major }) => product === 'redis' && major >= 8) &&
  line.args.length > 0;

function describe(instance: RedisInstance, name: string, { atRuntime }: Entry): string {
  if (name.startsWith('\uFEFF')) {
    return 'The file begins with a byte order mark, which the server reads as part of the first word: it refuses to start. Save the file without it.';
  }
  const version = instance.version.name;
  const when = otherVersions(instance, name.toLowerCase());
  const effect = atRuntime ? 'refuses this CONFIG SET' : 'refuses to start';
  return `${version} does not know "${name}" and ${effect}${when}.`;
}

/** Where else the name is known, in words. */
function otherVersions({ version: { chosen } }: RedisInstance, name: string): string {
  const here = recordOf(chosen.product, name);
  if (here) {
    const { since, removed } = own(here.record.names, name) ?? here.record;
    return removed ? ` (introduced in ${since}, removed in ${removed})` : ` (introduced in ${since})`;
  }
  const [elsewhere] = whoKnows(name);
  return elsewhere ? ` (${formatVersion({ ...elsewhere, patch: ANY_PATCH })} knows it)` : '';
}

function fixesFor(instance: RedisInstance, entry: Entry, names: readonly string[]): Fix[] {
  const { value, span } = entry.line.nameToken;
  // `maxmemory=1mb` is one word: a blank in place of the sign makes two of it, without touching the value.
  const name = /^[^=:]+(?=[=:].)/.exec(value)?.[0];
  return names.map((suggested) => ({
    title: name === suggested ? `Put a blank between ${name} and its value` : `Change to ${suggested}`,
    safety: names.length === 1 || name === suggested ? 'safe' : 'a-guess',
    edits:
      name === undefined
        ? instance.form.rename(entry, suggested)
        : [
            {
              ...placeInText(entry.source, { start: span.start, end: span.start + name.length + 1 }),
              newText: `${suggested} `,
            },
          ],
  }));
}
