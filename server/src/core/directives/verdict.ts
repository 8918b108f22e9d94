/** What one version of the server makes of one line: the dispatch of `loadServerConfigFromString` (config.c). */

import { type DirectiveInfo, directiveAt } from '../catalogue/directives';
import { hasRedis, hasValkey, type ServerVersion } from '../model/version';
import { isPlaceholder } from '../text/placeholders';
import { wordMap } from '../word-map';
import type { DirectiveLine } from './config-text';
import { readOldMode, readOldOutputLimit, readOldReplicaOf, readOldSave, readOldValue } from './older-values';
import { accepts, refuses, type Verdict } from './setting';
import { inlineComment, readSpecial } from './special-values';
import { splitArguments } from './split-arguments';
import { readEnum, readTableValue } from './table-values';

export interface Judgement {
  /** Undefined when the version does not know the name. */
  readonly info: DirectiveInfo | undefined;
  readonly verdict: Verdict;
}

/** Arguments that a statement takes: minimum and maximum. */
const STATEMENTS = wordMap<readonly [number, number]>({
  include: [1, 1],
  'rename-command': [2, 2],
  user: [1, Number.POSITIVE_INFINITY],
  loadmodule: [1, Number.POSITIVE_INFINITY],
});

/**
 * Judges a line of a server's configuration. Lines that only the loader can judge (include, rename-command twice) come
 * back as accepted.
 * @param template the line stands in a template by the name of its file
 */
export function judge(line: DirectiveLine, version: ServerVersion, template = false): Judgement {
  const info = directiveAt(version, line.name);
  const joined = line.problem?.kind === 'text-after-quote' && hasValkey(version, 9, 1);
  if (line.problem && !joined) {
    const message =
      line.problem.kind === 'unbalanced'
        ? 'the quotes are unbalanced'
        : 'a closing quote must be followed by a blank';
    return { info, verdict: refuses('quotes', message) };
  }
  if (!info) return { info, verdict: { outcome: 'unknown' } };
  if (line.templated) return { info, verdict: { outcome: 'unknown' } };
  const args = line.args.map((arg) => arg.value);
  const verdict = judgeArguments(info, version, args);
  // What is no value may be a name for one.
  const named = verdict.outcome !== 'accepts' && args.some((arg) => isPlaceholder(arg, template));
  return { info, verdict: named ? { outcome: 'unknown' } : verdict };
}

function judgeArguments(info: DirectiveInfo, version: ServerVersion, args: readonly string[]): Verdict {
  const statement = STATEMENTS.get(info.key);
  if (statement) return judgeStatement(info.key, args, statement);
  if (info.key === 'sentinel') {
    return args.length === 0
      ? accepts()
      : refuses('other', 'a server that is not a Sentinel refuses sentinel directives');
  }
  if (info.type === 'unparsed') return accepts({ type: 'words', values: args });
  const old = judgeOld(info, version, args);
  if (old) return old;
  const words = info.multi && hasRedis(version, 7) ? splitSingle(args) : args;
  if (!info.multi && args.length !== 1) return wrongCount(info, args);
  const special = readSpecial(info.key, version, words);
  if (special) return special;
  if (info.multi && info.type === 'enum') return readFlags(info, words);
  return readTableValue(info, version, words[0] ?? '');
}

/** Behaviour that ended with 6.0 or 7.0. */
function judgeOld(info: DirectiveInfo, version: ServerVersion, args: readonly string[]): Verdict | undefined {
  if (!hasRedis(version, 7)) {
    if (info.key === 'save') return readOldSave(args);
    if (info.key === 'client-output-buffer-limit') return readOldOutputLimit(version, args);
    if (info.key === 'replicaof' && args.length === 2 && !hasRedis(version, 6, 0, 9))
      return readOldReplicaOf(args);
    if (info.key === 'bind' && args.length === 0)
      return refuses('argument-count', 'bind needs an address in this version');
    if (info.key === 'unixsocketperm' && args.length === 1) return readOldMode(info, args[0] ?? '');
  }
  if (hasRedis(version, 6) || info.multi || info.type === 'ignored' || info.type === 'special')
    return undefined;
  return args.length === 1 ? readOldValue(info, version, args[0] ?? '') : wrongCount(info, args);
}

/** A single argument of a list directive is split once more, so that `--save "900 1"` works (7.0 and later). */
function splitSingle(args: readonly string[]): readonly string[] {
  const [only] = args;
  if (args.length !== 1 || !only) return args;
  const inner = splitArguments(only);
  return inner.problem ? [] : inner.tokens.map((token) => token.value);
}

function readFlags(info: DirectiveInfo, words: readonly string[]): Verdict {
  const verdict = readEnum(info, words);
  if (verdict.outcome !== 'accepts' || !info.key.startsWith('shutdown-on-sig')) return verdict;
  const flags = words.map((word) => word.toLowerCase());
  return flags.includes('save') && flags.includes('nosave')
    ? refuses('enum', 'save and nosave exclude each other')
    : verdict;
}

function judgeStatement(
  name: string,
  args: readonly string[],
  [min, max]: readonly [number, number],
): Verdict {
  if (args.length >= min && args.length <= max) return accepts({ type: 'words', values: args });
  const counts = min === max ? (min === 1 ? 'one argument' : `${min} arguments`) : `at least ${min} argument`;
  return inlineComment(args) ?? refuses('argument-count', `${name} takes ${counts}, not ${args.length}`);
}

function wrongCount(info: DirectiveInfo, args: readonly string[]): Verdict {
  const extra = args.map((_, index) => index).slice(1);
  return (
    inlineComment(args) ??
    refuses(
      'argument-count',
      args.length === 0 ? `${info.name} needs a value` : `${info.name} takes one value, not ${args.length}`,
      ...extra,
    )
  );
}
