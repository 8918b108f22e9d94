/** Completes directives, values and annotations in a redis.conf. */

import { type DirectiveInfo, directiveAt, knownNames } from '../catalogue/directives';
import { SENTINEL_SUBCOMMANDS } from '../directives/sentinel';
import { STATED, STATED_KEYS } from '../model/stated';
import type { ServerVersion } from '../model/version';
import { RULES } from '../rules/index';
import { directiveDocumentation } from './directive-hover';

export interface Completion {
  readonly label: string;
  readonly kind: 'directive' | 'value' | 'annotation';
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** With `${1:…}` placeholders. */
  readonly snippet: string;
  readonly deprecated: boolean;
  /** Number of characters before the cursor to replace. */
  readonly replaces: number;
}

/**
 * @param before the line up to the cursor
 * @param sentinel the file configures a Sentinel
 */
export function completionsAt(before: string, version: ServerVersion, sentinel: boolean): Completion[] {
  const annotation = /^\s*#+\s*forkguard\s*:\s*(.*)$/i.exec(before);
  if (annotation) return annotations(annotation[1] ?? '');
  if (/^\s*#/.test(before)) return [];
  const name = /^\s*(\S*)$/.exec(before)?.[1];
  if (name !== undefined) return directives(version, name, sentinel);
  const [, directive = '', word = ''] = /^\s*(\S+)\s+(?:.*\s)?(\S*)$/.exec(before) ?? [];
  if (directive.toLowerCase() === 'sentinel')
    return /^\s*\S+\s+\S*$/.test(before) ? words(SENTINEL_SUBCOMMANDS, word, 'sentinel setting') : [];
  const info = directiveAt(version, directive);
  return info ? valuesOf(info, word, before) : [];
}

function directives(version: ServerVersion, typed: string, sentinel: boolean): Completion[] {
  return knownNames(version).flatMap((name) => {
    const info = directiveAt(version, name);
    if (!info || info.hidden || (name === 'sentinel') !== (sentinel && name === 'sentinel')) return [];
    const alias = info.name !== name;
    return [
      {
        label: name,
        kind: 'directive',
        detail: alias ? `old name of ${info.name}` : detailOf(info),
        documentation: directiveDocumentation(info),
        snippet: snippetFor(info, name),
        deprecated: alias || info.type === 'ignored',
        replaces: typed.length,
      },
    ];
  });
}

function detailOf(info: DirectiveInfo): string {
  return info.default === null || info.default === '' ? info.type : `${info.type}, default ${info.default}`;
}

function snippetFor(info: DirectiveInfo, name: string): string {
  switch (info.key) {
    case 'save':
      return 'save ${1:900} ${2:1}';
    case 'client-output-buffer-limit':
      return `${name} \${1|normal,replica,pubsub|} \${2:256mb} \${3:64mb} \${4:60}`;
    default:
      return `${name} `;
  }
}

function valuesOf(info: DirectiveInfo, typed: string, before: string): Completion[] {
  if (info.key === 'client-output-buffer-limit') {
    return /^\s*\S+\s+\S*$/.test(before) ? words(['normal', 'replica', 'pubsub'], typed, 'client class') : [];
  }
  if (info.key === 'save') return words(['""', '3600 1 300 100 60 10000'], typed, 'save points');
  if (info.type === 'bool') return words(['yes', 'no'], typed, info.name, info.default);
  if (info.type === 'enum') return words(info.values ?? [], typed, info.name, info.default);
  if (info.type === 'memory' && /^\d+$/.test(typed)) {
    return words(
      ['kb', 'mb', 'gb'].map((unit) => typed + unit),
      typed,
      'memory value',
    );
  }
  return [];
}

function annotations(typed: string): Completion[] {
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const allow = /^(?:allow|allow-file)\s+(?!.*--)/.test(typed);
  if (allow) {
    return RULES.map(({ id, summary }) => annotation(id, summary, `${id} -- \${1:reason}`, word));
  }
  const keys = STATED_KEYS.map((key) => annotation(`${key}=`, STATED[key].form, `${key}=`, word));
  if (typed.trim() !== word) return keys;
  return [
    annotation('allow', 'suppress a rule on the next line', 'allow ', word),
    annotation('allow-file', 'suppress a rule in this file', 'allow-file ', word),
    ...keys,
  ];
}

const annotation = (label: string, detail: string, snippet: string, word: string): Completion => ({
  label,
  kind: 'annotation',
  detail,
  documentation: '',
  snippet,
  deprecated: false,
  replaces: word.length,
});

function words(
  values: readonly string[],
  typed: string,
  detail: string,
  standard?: string | null,
): Completion[] {
  return values.map((label) => ({
    label,
    kind: 'value',
    detail: label === standard ? `${detail} (default)` : detail,
    documentation: '',
    snippet: label.replaceAll('$', '\\$'),
    deprecated: false,
    replaces: typed.length,
  }));
}
