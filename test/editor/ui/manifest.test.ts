import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, STATEFUL_SET } from '../../support/manifests';
import { LIMIT, useWorkbench } from './workbench';

describe.each([
  { theme: 'Default Dark Modern', name: 'dark' },
  { theme: 'Default Light Modern', name: 'light' },
])('a StatefulSet with its ConfigMap in another file, $name', ({ theme, name }) => {
  const window = useWorkbench({
    files: { 'orders.yaml': STATEFUL_SET, 'config.yaml': CONFIG_MAP },
    settings: { 'workbench.colorTheme': theme },
  });

  it('is underlined at its limit', async () => {
    await window().squiggles('warning', 1);
    await window().screenshot(`manifest-${name}-1-squiggle`);
  });

  it('shows the server when the image is hovered over, with links to its facts', async () => {
    const text = await window().hoverText('redis:7.2.4', 'StatefulSet/orders › server');
    await window().screenshot(`manifest-${name}-2-hover`);
    expect(text).toMatch(/maxmemory\s+3 GiB, noeviction\s+ConfigMap config\.yaml:8/);
    expect(text).toMatch(/memory limit\s+4 GiB\s+line 20/);
    await window().dismiss();
  });

  it('leads from the problem to maxmemory in the other file', async () => {
    const rows = await window().problems('limit-below-2x');
    expect(rows.join('\n')).toContain('maxmemory allows 3 GiB of data');
    await window().screenshot(`manifest-${name}-3-problems`);
    await window().openProblem('maxmemory allows 3 GiB of data');
    await window().shows('config.yaml');
    await window().screenshot(`manifest-${name}-4-config-map`);
  });

  it('explains a directive of the block', async () => {
    const text = await window().hoverText('3gb', 'Read by StatefulSet/orders › server');
    expect(text).toContain('3,221,225,472 bytes = 3 GiB');
    await window().screenshot(`manifest-${name}-5-directive`);
    await window().dismiss();
  });

  it('is mended inside the block, which stays valid and has no finding left', async () => {
    const titles = await window().quickFixTitles('900');
    await window().screenshot(`manifest-${name}-6-quick-fix`);
    expect(titles.join('\n')).toMatch(/Turn off/);
    await window().chooseQuickFix(/Turn off/);
    await window().squiggles('warning', 0);
    await window().save();
    const saved = CONFIG_MAP.replace('save 900 1', 'save ""');
    await expect.poll(() => window().onDisk('config.yaml'), LIMIT).toBe(saved);
    await window().screenshot(`manifest-${name}-7-mended`);
  });
});
