/** Questions one after the other, with a way back. Escape ends them, and nothing has happened. */

import {
  type QuickInput,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  window,
} from 'vscode';

/** `back`: to the question before; undefined: the user has left. */
export type Answer<T> = { readonly value: T } | 'back' | undefined;

/** Where a question stands. */
export interface Place {
  readonly title: string;
  /** There is a question before it. */
  readonly back: boolean;
}

/** @returns the state with the answer in it; `skip` where the question makes no sense */
export type Step<State> = (state: State, back: boolean) => Promise<Answer<State>> | 'skip';

/** Answers are kept when somebody goes back, so that each question shows what was said before. */
export async function walk<State>(steps: readonly Step<State>[], start: State): Promise<State | undefined> {
  const asked: number[] = [];
  let state = start;
  for (let index = 0; index < steps.length; ) {
    const step = steps[index]?.(state, asked.length > 0) ?? 'skip';
    const answer = step === 'skip' ? step : await step;
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      index = asked.pop() ?? 0;
      continue;
    }
    if (answer !== 'skip') {
      asked.push(index);
      state = answer.value;
    }
    index += 1;
  }
  return state;
}

export interface TextQuestion extends Place {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** @returns what is wrong with it, for the box itself */
  readonly problem?: (value: string) => string | undefined | Promise<string | undefined>;
}

export function askText(question: TextQuestion): Promise<Answer<string>> {
  const { prompt, value, placeholder, password = false, problem } = question;
  const box = window.createInputBox();
  Object.assign(box, { prompt, value, placeholder, password });
  return show<string>(box, question, (done) => {
    box.onDidAccept(async () => {
      const typed = box.value.trim();
      const wrong = await problem?.(typed);
      if (wrong === undefined) done({ value: typed });
      else box.validationMessage = wrong;
    });
    // Who corrects it is not told what it was while typing.
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
  });
}

export interface ChoiceQuestion<Item extends QuickPickItem> extends Place {
  readonly items: readonly Item[];
  readonly placeholder?: string;
  readonly active?: Item | undefined;
}

/** @param pressed what a button beside an item does: it ends the question with what is returned */
export function askChoice<Item extends QuickPickItem>(
  question: ChoiceQuestion<Item>,
  pressed?: (item: Item, button: QuickInputButton) => Item,
): Promise<Answer<Item>> {
  const pick = window.createQuickPick<Item>();
  Object.assign(pick, { items: question.items, placeholder: question.placeholder });
  if (question.active) pick.activeItems = [question.active];
  return show<Item>(pick, question, (done) => {
    pick.onDidAccept(() => {
      const [value] = pick.selectedItems;
      if (value) done({ value });
    });
    pick.onDidTriggerItemButton(({ item, button }) => pressed && done({ value: pressed(item, button) }));
  });
}

/** Any number of the items, none included. */
export function askChoices<Item extends QuickPickItem>(
  question: ChoiceQuestion<Item>,
): Promise<Answer<readonly Item[]>> {
  const pick = window.createQuickPick<Item>();
  Object.assign(pick, { items: question.items, placeholder: question.placeholder, canSelectMany: true });
  pick.selectedItems = question.items.filter(({ picked }) => picked);
  return show<readonly Item[]>(pick, question, (done) => {
    pick.onDidAccept(() => done({ value: pick.selectedItems }));
  });
}

interface Asking extends QuickInput {
  buttons: readonly QuickInputButton[];
  onDidTriggerButton(listener: (button: QuickInputButton) => void): unknown;
}

function show<T>(
  input: Asking,
  { title, back }: Place,
  listen: (done: (answer: Answer<T>) => void) => void,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const done = (answer: Answer<T>) => {
      resolve(answer);
      input.dispose();
    };
    input.title = title;
    // Somebody may have to look a password up elsewhere.
    input.ignoreFocusOut = true;
    input.buttons = back ? [QuickInputButtons.Back] : [];
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) done('back');
    });
    input.onDidHide(() => done(undefined));
    listen(done);
    input.show();
  });
}
