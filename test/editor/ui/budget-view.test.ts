import type { FrameLocator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, STATEFUL_SET } from '../../support/manifests';
import { useWorkbench } from './workbench';

describe.each([
  { theme: 'Default Dark Modern', name: 'dark' },
  { theme: 'Default Light Modern', name: 'light' },
  { theme: 'Default High Contrast', name: 'high-contrast' },
])('the memory budget picture of a StatefulSet, $name', ({ theme, name }) => {
  const window = useWorkbench({
    files: { 'orders.yaml': STATEFUL_SET, 'config.yaml': CONFIG_MAP },
    settings: { 'workbench.colorTheme': theme },
  });
  let picture: FrameLocator;
  const limits = { timeout: 20_000 };
  const verdict = () => picture.locator('.verdict').innerText();

  it('opens from the code lens, with the verdict of the files', async () => {
    await window().squiggles('warning', 1);
    await window().page.locator('.codelens-decoration a', { hasText: 'memory budget' }).first().click(limits);
    picture = window().page.frameLocator('iframe.webview').frameLocator('iframe');
    await expect.poll(verdict, limits).toContain('Does not fit the limit of 4 GiB.');
    expect(await picture.locator('h1').innerText()).toBe('StatefulSet/orders › server');
    const label = await picture.locator('svg').first().getAttribute('aria-label');
    expect(label).toContain('resident set 3.06 to 3.19 GiB');
    expect(label).toContain('The limit is 4 GiB.');
    await window().screenshot(`budget-view-${name}-1-open`);
  });

  it('counts anew when a control is moved', async () => {
    await picture.getByLabel('Write rate', { exact: true }).fill('10/s');
    await expect.poll(verdict, limits).toContain('Fits the limit of 4 GiB as expected, not at worst.');
    await picture.getByLabel('Memory limit', { exact: true }).fill('2q');
    expect(await picture.locator('#limit-note').innerText()).toContain('Must be a size');
    await picture.getByLabel('Memory limit', { exact: true }).fill('8Gi');
    await expect.poll(verdict, limits).toContain('Fits the limit of 8 GiB, also at worst.');
    await window().screenshot(`budget-view-${name}-2-moved`);
  });

  it('writes the numbers into the file, and the finding goes', async () => {
    await picture.getByRole('button', { name: 'Apply these numbers' }).click(limits);
    await expect.poll(() => picture.locator('#apply-note').innerText(), limits).toContain('Undo');
    await window().squiggles('warning', 0);
    await window().clickOn('8Gi');
    await window().save();
    const saved = STATEFUL_SET.replace('memory: 4Gi', 'memory: 8Gi');
    await expect.poll(() => window().onDisk('orders.yaml'), limits).toBe(saved);
    const servers = picture.getByRole('table', { name: 'Servers of this workspace, worst first' });
    await expect
      .poll(
        () =>
          servers.scrollIntoViewIfNeeded().then(
            () => true,
            () => false,
          ),
        limits,
      )
      .toBe(true);
    expect(await servers.getByRole('radio', { checked: true }).count()).toBe(1);
    await window().screenshot(`budget-view-${name}-3-applied`);
  });

  it('is taken back by one undo', async () => {
    await window().page.locator('.tab', { hasText: 'orders.yaml' }).click(limits);
    await window().clickOn('apiVersion');
    await window().page.locator('.monaco-editor.focused').first().waitFor(limits);
    await window().page.keyboard.press('Control+z');
    await window().squiggles('warning', 1);
    await expect.poll(verdict, limits).toContain('the limit of 4 GiB as expected');
  });
});
