/** One question about a connection: how it is put, and that its answer becomes part of the draft. */

import type { QuickPickItem } from 'vscode';
import type { Draft } from './connection-draft';
import { type Answer, askChoice, askText, type TextQuestion } from './wizard';

export const TITLE = 'Connect to a running server';

/** @param update the draft with the answer in it */
export async function text(
  title: string,
  question: Omit<TextQuestion, 'title'>,
  update: (value: string) => Draft,
): Promise<Answer<Draft>> {
  const answer = await askText({ ...question, title: `${TITLE}: ${title}` });
  return typeof answer === 'object' ? { value: update(answer.value) } : answer;
}

/** @param update the draft with the item in it */
export async function choice<Item extends QuickPickItem>(
  place: { readonly title: string; readonly back: boolean },
  items: readonly Item[],
  isActive: (item: Item) => boolean,
  update: (item: Item) => Draft,
): Promise<Answer<Draft>> {
  const title = `${TITLE}: ${place.title}`;
  const answer = await askChoice({ back: place.back, title, items, active: items.find(isActive) });
  return typeof answer === 'object' ? { value: update(answer.value) } : answer;
}

export const promptOfSecret = ({ changed }: Draft): string =>
  `Kept in the secret storage of the editor. Leave empty ${changed === undefined ? 'for none' : 'to leave it as it is'}.`;
