import { describe, expect, it } from 'vitest';
import { json } from './tokenize';

interface Pattern {
  readonly pattern: string;
  readonly flags?: string;
}

interface Configuration {
  readonly comments: { readonly lineComment: string };
  readonly wordPattern: Pattern;
  readonly autoClosingPairs: readonly {
    readonly open: string;
    readonly close: string;
    readonly notIn?: string[];
  }[];
  readonly surroundingPairs: readonly (readonly [string, string])[];
}

const configuration = json('language-configuration.json') as Configuration;
const words = (text: string): string[] =>
  text.match(new RegExp(configuration.wordPattern.pattern, configuration.wordPattern.flags)) ?? [];

describe('language configuration', () => {
  it('comments with #', () => {
    expect(configuration.comments.lineComment).toBe('#');
  });

  it.each(['maxmemory-policy', 'aof_rewrite_cpulist', 'search.max-doc', '256mb', 'allkeys-lru', '127.0.0.1'])(
    '%s is one word',
    (word) => {
      expect(words(`x ${word} y`)).toEqual(['x', word, 'y']);
    },
  );

  it('a word half typed is a word', () => {
    expect(words('maxmemory-')).toEqual(['maxmemory-']);
  });

  it('punctuation around a word is not part of it', () => {
    expect(words('# See the docs. Ends "here", {{ name }} -- größe: 100% /var/lib')).toEqual([
      ...['See', 'the', 'docs', 'Ends', 'here', 'name', 'größe', '100', 'var', 'lib'],
    ]);
  });

  it('quotes close themselves, but not in comments: it is a place for apostrophes', () => {
    for (const quote of ['"', "'"]) {
      const pair = configuration.autoClosingPairs.find((candidate) => candidate.open === quote);
      expect(pair).toEqual({ open: quote, close: quote, notIn: ['string', 'comment'] });
      expect(configuration.surroundingPairs).toContainEqual([quote, quote]);
    }
  });

  it('Enter never turns a directive into a comment: an annotation is typed above it', () => {
    expect(configuration).not.toHaveProperty('onEnterRules');
  });
});
