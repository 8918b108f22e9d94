/** The questions that an extension asks at the top of the window, and how a user answers them. */

import type { Locator, Page } from 'playwright-core';
import { LIMIT } from './workbench';

export class Questions {
  constructor(private readonly page: Page) {}

  private get widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Waits for the question of a title. */
  async asks(title: string): Promise<void> {
    await this.widget.locator('.quick-input-title', { hasText: title }).waitFor(LIMIT);
  }

  /** Writes an answer in place of what stands there, and confirms it. */
  async type(title: string, text: string): Promise<void> {
    await this.write(title, text);
    await this.input.press('Enter', LIMIT);
  }

  async write(title: string, text: string): Promise<void> {
    await this.asks(title);
    await this.input.fill(text, LIMIT);
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-box input');
  }

  /** What the box says is wrong. */
  async problem(expected: string): Promise<void> {
    await this.widget.locator('.quick-input-message', { hasText: expected }).waitFor(LIMIT);
  }

  async choose(title: string, item: string): Promise<void> {
    await this.asks(title);
    await this.row(item).click(LIMIT);
  }

  row(item: string): Locator {
    return this.widget.locator('.monaco-list-row', { hasText: item }).first();
  }

  /** A button beside an item; it is shown while the pointer is on the row. */
  async press(item: string, button: string): Promise<void> {
    await this.row(item).hover(LIMIT);
    await this.row(item).locator(`[aria-label^="${button}"]`).click(LIMIT);
  }

  async confirm(title: string): Promise<void> {
    await this.asks(title);
    await this.input.press('Enter', LIMIT);
  }

  /** All questions about one server without TLS, up to what it stands for. */
  async server(address: string, password: string): Promise<void> {
    await this.type('address', address);
    await this.choose('TLS', 'No TLS');
    await this.type('ACL user', '');
    await this.type('password', password);
    await this.choose('what to observe', 'This server alone');
  }

  async back(title: string): Promise<void> {
    await this.asks(title);
    await this.widget.locator('[aria-label^="Back"]').click(LIMIT);
  }

  async leave(title: string): Promise<void> {
    await this.asks(title);
    await this.input.press('Escape', LIMIT);
    await this.widget
      .locator('.quick-input-title', { hasText: title })
      .waitFor({ state: 'hidden', ...LIMIT });
  }
}
