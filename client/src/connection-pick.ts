/** Choosing among connections that are saved or open. */

import { type QuickInputButton, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { savedServers } from './connection-store';
import { askChoice } from './wizard';

export const pickName = (names: readonly string[], title: string): Thenable<string | undefined> =>
  window.showQuickPick([...names], { title, placeHolder: names.length === 0 ? 'No server is saved' : title });

export type Picked =
  | { readonly action: 'connect' | 'change' | 'forget'; readonly name: string }
  | { readonly action: 'new' };

type Item = QuickPickItem & { readonly picks: Picked };

const CHANGE: QuickInputButton = { iconPath: new ThemeIcon('edit'), tooltip: 'Change' };
const FORGET: QuickInputButton = { iconPath: new ThemeIcon('trash'), tooltip: 'Forget it and its password' };

/** @returns undefined when the user has left */
export async function pickSaved(names: readonly string[]): Promise<Picked | undefined> {
  const servers = savedServers();
  const items: Item[] = names.map((name) => ({
    label: name,
    description: servers[name]?.address ?? '',
    buttons: [CHANGE, FORGET],
    picks: { action: 'connect', name },
  }));
  const another: Item = { label: '$(add) Another server', alwaysShow: true, picks: { action: 'new' } };
  const answer = await askChoice(
    { title: 'Connect to a running server', back: false, items: [...items, another] },
    (item, button): Item => ({
      ...item,
      picks: { action: button === CHANGE ? 'change' : 'forget', name: item.label },
    }),
  );
  return typeof answer === 'object' ? answer.value.picks : undefined;
}
