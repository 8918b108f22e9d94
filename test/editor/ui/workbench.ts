/** A VS Code window on a folder of its own, and what a user does and sees in it. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    editorUrl: string;
    scratch: string;
    chromium: { executablePath: string; args: string[]; headless: boolean };
  }
}

const SHOTS = path.resolve(import.meta.dirname, '../shots');
/** Far longer than anything takes on a slow and busy machine. */
export const LIMIT = { timeout: 60_000 };
const START_LIMIT = { timeout: 180_000 };
/** What a user does again when nothing comes of it: how often, and after which time. */
const ATTEMPTS = 12;
const ATTEMPT = { timeout: LIMIT.timeout / ATTEMPTS };

export interface WorkbenchOptions {
  /** File names and their texts. The first one is shown. */
  files: Record<string, string>;
  settings?: Record<string, unknown>;
  /** An editor of the test's own; the one of the run when absent. */
  on?: { url: string; scratch: string };
}

export class Workbench {
  private constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly browser: Browser,
  ) {}

  static async open({ files, settings = {}, on }: WorkbenchOptions): Promise<Workbench> {
    const { url, scratch } = on ?? { url: inject('editorUrl'), scratch: inject('scratch') };
    const folder = mkdtempSync(path.join(scratch, 'folder-'));
    const all = { ...files, '.vscode/settings.json': JSON.stringify(settings) };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const browser = await chromium.launch(inject('chromium'));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const workbench = new Workbench(page, folder, browser);
    const { origin, host } = new URL(url);
    const shown = `vscode-remote://${host}${path.join(folder, Object.keys(files)[0] ?? '')}`;
    const payload = JSON.stringify([['openFile', shown]]);
    await page.goto(`${origin}/?${new URLSearchParams({ folder, payload })}`, START_LIMIT);
    await page.waitForSelector('.monaco-editor .view-line', START_LIMIT);
    return workbench;
  }

  /** Opens the folder again in the same browser, without naming a file: the editor puts back what it remembers. */
  async reload(): Promise<void> {
    const { origin } = new URL(this.page.url());
    await this.page.goto(`${origin}/?${new URLSearchParams({ folder: this.folder })}`, START_LIMIT);
    await this.page.waitForSelector('.monaco-editor .view-line', START_LIMIT);
  }

  /** Whether the editor has written some words into what it keeps over a reload; it does so every few seconds. To be polled. */
  remembers(words: string): Promise<boolean> {
    return this.page.evaluate(`(async () => {
      const answer = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const { name } of await indexedDB.databases()) {
        const database = await answer(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
          const kept = await answer(database.transaction(store).objectStore(store).getAll());
          // It keeps texts within texts, so quotes stand behind any number of backslashes.
          if (JSON.stringify(kept).replaceAll('\\\\', '').includes(${JSON.stringify(words)})) return true;
        }
        database.close();
      }
      return false;
    })()`);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Waits until this many places are underlined. */
  async squiggles(severity: 'error' | 'warning' | 'info', count: number): Promise<void> {
    const squiggle = this.page.locator(`.editor-instance .squiggly-${severity}`);
    await expect.poll(() => squiggle.count(), { ...LIMIT, message: `places with ${severity}` }).toBe(count);
  }

  /** Where a word stands on the screen, however the grammar cut its line into spans. */
  private async place(word: string): Promise<{ x: number; y: number }> {
    const line = this.page.locator('.editor-instance .view-line', { hasText: word }).first();
    await line.waitFor(LIMIT);
    const box = await line.evaluate((element, wanted) => {
      const walker = element.ownerDocument.createTreeWalker(element, 4); // text nodes
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = (node.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
        if (at < 0) continue;
        const range = element.ownerDocument.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      return undefined;
    }, word);
    if (!box) throw new Error(`"${word}" is cut in pieces: name one word`);
    return box;
  }

  /** Puts the cursor there: what is pressed before the editor has the keyboard goes to whatever had it. */
  async clickOn(word: string): Promise<void> {
    const focused = this.page.locator('.editor-instance .monaco-editor.focused').first();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // Lines move while code lenses come and go, and a click may meet one of those.
      const { x, y } = await this.place(word);
      await this.page.mouse.click(x, y);
      if (await appears(focused)) return;
    }
    throw new Error(`no click on "${word}" gave the editor the keyboard`);
  }

  /** The hover on a word, once it says what is expected: its parts come one after the other. */
  async hoverText(word: string, expected: string | RegExp): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    // A hover that was asked for before the server knew the answer stays as it is: then a user points again, and the
    // word may have moved meanwhile.
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { x, y } = await this.place(word);
      await this.page.mouse.move(x + 150, y + 200);
      await this.page.mouse.move(x, y, { steps: 4 });
      if (await appears(hover)) return hover.innerText();
      await this.dismiss();
    }
    throw new Error(`no hover over "${word}" says ${expected}`);
  }

  async dismiss(): Promise<void> {
    await this.page.mouse.move(5, 5);
    await this.page.keyboard.press('Escape');
  }

  /** The rows of the Problems panel, once one of them says what is expected. */
  async problems(expected: string | RegExp): Promise<string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    // Its key would close a panel that is still opening.
    await this.command('Problems: Focus on Problems View');
    await rows.filter({ hasText: expected }).first().waitFor(LIMIT);
    return rows.allInnerTexts();
  }

  /** Follows a row of the Problems panel to where it leads. */
  async openProblem(text: string): Promise<void> {
    await this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first().dblclick();
  }

  /** Waits until a file is the one that is shown. */
  async shows(name: string): Promise<void> {
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor(LIMIT);
  }

  private get menu(): Locator {
    return this.page.locator('.action-widget .monaco-list-row.action');
  }

  /** Opens the menu of quick fixes for the place of a word. */
  async quickFixTitles(word: string): Promise<string[]> {
    // The menu closes when the cursor's own effects arrive late (highlights, a hover), and the word moves when a code lens
    // does: then a user clicks and presses again.
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await this.clickOn(word);
      await this.page.keyboard.press('Control+.');
      if (await appears(this.menu.first())) return this.menu.allInnerTexts();
      await this.dismiss();
    }
    throw new Error(`no quick fix is offered at "${word}"`);
  }

  /** Takes one from the menu that quickFixTitles opened. */
  async chooseQuickFix(title: string | RegExp): Promise<void> {
    await this.menu.filter({ hasText: title }).first().click();
    await this.menu.first().waitFor({ state: 'detached', ...LIMIT });
  }

  /** Runs a command by its title, as the palette lists it. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input').first();
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    // What has just been closed may still have the keyboard, and an extension that is read late has no commands in a list
    // that is there already: then a user presses again.
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await this.page.keyboard.press('F1');
      if (!(await appears(input))) continue;
      await input.fill(`>${title}`, LIMIT);
      if (await appears(row)) return row.click(LIMIT);
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`there is no command "${title}"`);
  }

  /** Saves the file that is shown. A tab looks clean as soon as saving begins, so the end is seen on the disk only. */
  save(): Promise<void> {
    return this.page.keyboard.press('Control+s');
  }

  /** To be polled after saving. */
  onDisk(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name.replaceAll(/[^\w-]+/g, '-')}.png`) });
  }
}

const appears = (locator: Locator): Promise<boolean> =>
  locator.waitFor(ATTEMPT).then(
    () => true,
    () => false,
  );

/** One window for the tests of a group; a test that fails leaves a picture of it. */
export function useWorkbench(options: WorkbenchOptions): () => Workbench {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await Workbench.open(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.suite?.name}-${task.name}`);
  });
  afterAll(() => workbench?.close());
  return () => {
    if (!workbench) throw new Error('the window did not open');
    return workbench;
  };
}
