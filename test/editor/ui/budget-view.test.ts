import axe from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, STATEFUL_SET } from '../../support/manifests';
import { LIMIT, useWorkbench } from './workbench';

const files = { 'orders.yaml': STATEFUL_SET, 'config.yaml': CONFIG_MAP };

const pictureIn = (page: Page): FrameLocator => page.frameLocator('iframe.webview').frameLocator('iframe');

/** An input, where types of the DOM are not at hand. */
interface Labelled {
  readonly labels?: ArrayLike<{ readonly textContent: string | null }>;
}

/** What axe finds in the picture as it is painted: the rule, and where. */
async function violations(picture: FrameLocator): Promise<string[]> {
  const body = picture.locator('body');
  // Not a script of the page, which its policy would refuse.
  await body.evaluate(axe.source);
  const { violations: found } = await body.evaluate((element) =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(element.ownerDocument),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.each([
  { theme: 'Default Dark Modern', name: 'dark' },
  { theme: 'Default Light Modern', name: 'light' },
  { theme: 'Default High Contrast', name: 'high-contrast' },
])('the memory budget picture of a StatefulSet, $name', ({ theme, name }) => {
  const window = useWorkbench({ files, settings: { 'workbench.colorTheme': theme } });
  let picture: FrameLocator;
  const verdict = () => picture.locator('.verdict').innerText();

  it('opens from the code lens, with the verdict of the files', async () => {
    await window().squiggles('warning', 1);
    await window().page.locator('.codelens-decoration a', { hasText: 'memory budget' }).first().click(LIMIT);
    picture = pictureIn(window().page);
    await expect.poll(verdict, LIMIT).toContain('May not fit the limit of 4 GiB.');
    expect(await picture.locator('h1').innerText()).toBe('StatefulSet/orders › server');
    const label = await picture.locator('svg').first().getAttribute('aria-label');
    expect(label).toContain('resident set 3.06 to 3.2 GiB');
    expect(label).toContain('The limit is 4 GiB.');
    await window().screenshot(`budget-view-${name}-1-open`);
  });

  it('can be read and used by everybody, as far as axe can tell', async () => {
    expect(await violations(picture)).toEqual([]);
  });

  it('counts anew when a control is moved', async () => {
    await picture.getByLabel('Write rate', { exact: true }).fill('10/s');
    await expect.poll(verdict, LIMIT).toContain('Fits the limit of 4 GiB as expected, not at worst.');
    await picture.getByLabel('Memory limit', { exact: true }).fill('2q');
    await expect.poll(() => picture.locator('#limit-note').innerText(), LIMIT).toContain('Must be a size');
    await picture.getByLabel('Memory limit', { exact: true }).fill('8Gi');
    await expect.poll(verdict, LIMIT).toContain('Fits the limit of 8 GiB, also at worst.');
    expect(await violations(picture)).toEqual([]);
    await window().screenshot(`budget-view-${name}-2-moved`);
  });

  it('writes the numbers into the file, and the finding goes', async () => {
    await picture.getByRole('button', { name: 'Apply these numbers' }).click(LIMIT);
    await expect.poll(() => picture.locator('#apply-note').innerText(), LIMIT).toContain('Undo');
    await window().squiggles('warning', 0);
    await window().clickOn('8Gi');
    await window().save();
    const saved = STATEFUL_SET.replace('memory: 4Gi', 'memory: 8Gi');
    await expect.poll(() => window().onDisk('orders.yaml'), LIMIT).toBe(saved);
    const servers = picture.getByRole('table', { name: 'Servers of this workspace, worst first' });
    await expect
      .poll(
        () =>
          servers.scrollIntoViewIfNeeded().then(
            () => true,
            () => false,
          ),
        LIMIT,
      )
      .toBe(true);
    expect(await servers.getByRole('radio', { checked: true }).count()).toBe(1);
    await window().screenshot(`budget-view-${name}-3-applied`);
  });

  it('is taken back by one undo', async () => {
    await window().page.locator('.tab', { hasText: 'orders.yaml' }).click(LIMIT);
    await window().clickOn('apiVersion');
    await window().page.keyboard.press('Control+z');
    await window().squiggles('warning', 1);
    await expect.poll(verdict, LIMIT).toContain('the limit of 4 GiB as expected');
  });
});

describe('the memory budget picture', () => {
  const window = useWorkbench({ files });
  const picture = () => pictureIn(window().page);
  const verdict = () => picture().locator('.verdict').innerText();
  const press = (key: string) => window().page.keyboard.press(key);
  /** What a screen reader says of the control that has the focus. */
  const focused = () =>
    picture()
      .locator(':focus')
      .evaluate(
        (element) =>
          element.getAttribute('aria-label') ??
          (element as unknown as Labelled).labels?.[0]?.textContent ??
          element.textContent ??
          '',
      );

  /** The next control is this one. */
  const tabTo = async (name: string) => {
    await press('Tab');
    await expect.poll(focused, LIMIT).toBe(name);
  };

  it('opens from a hover', async () => {
    await window().squiggles('warning', 1);
    await window().hoverText('4Gi', 'Show memory budget');
    await window().page.locator('.monaco-hover:visible a', { hasText: 'Show memory budget' }).click(LIMIT);
    await expect.poll(verdict, LIMIT).toContain('May not fit the limit of 4 GiB.');
    expect(await picture().locator('h1').innerText()).toBe('StatefulSet/orders › server');
  });

  it('is used with the keyboard alone: every control is reached, moved and applied', async () => {
    // A window that is still opening takes the focus back.
    const first = picture().getByLabel('Write rate, slider');
    await expect.poll(() => first.focus().then(focused), LIMIT).toBe('Write rate, slider');
    const names = ['Write rate', 'Value size', 'Save duration', 'maxmemory', 'Memory limit'];
    for (const next of names.flatMap((name) => [`${name}, slider`, name]).slice(1)) await tabTo(next);
    await window().page.keyboard.type('8Gi');
    await expect.poll(verdict, LIMIT).toContain('Fits the limit of 8 GiB, also at worst.');
    await press('Shift+Tab');
    await press('ArrowRight');
    await expect.poll(verdict, LIMIT).not.toContain('the limit of 8 GiB,');
    await tabTo('Memory limit');
    await tabTo('Apply these numbers');
    await tabTo('Back to the files');
    await press('Enter');
    await expect.poll(verdict, LIMIT).toContain('May not fit the limit of 4 GiB.');
    await tabTo('StatefulSet/orders › server');
  });

  it('is there again, with its numbers, after the window was reloaded', async () => {
    await picture().getByLabel('Write rate', { exact: true }).fill('10/s');
    await expect.poll(verdict, LIMIT).toContain('as expected, not at worst.');
    await expect.poll(() => window().remembers('"moved":{"writes":10}'), LIMIT).toBe(true);
    await window().reload();
    await expect.poll(verdict, { timeout: 3 * LIMIT.timeout }).toContain('as expected, not at worst.');
    expect(await picture().getByLabel('Write rate', { exact: true }).inputValue()).toBe('10/s');
    expect(await picture().locator('#writes-note').innerText()).toContain('supposed');
  }, 600_000);
});
