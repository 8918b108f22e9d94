import { describe, expect, it } from 'vitest';
import { LIMIT, useWorkbench } from './workbench';

const CONF = 'port 6379\nmaxmemory-policy allkeys-lru\nmaxmemmory 100mb\n';

describe.each([
  { theme: 'Default Dark Modern', name: 'dark' },
  { theme: 'Default Light Modern', name: 'light' },
])('a misspelt directive in redis.conf, $name', ({ theme, name }) => {
  const window = useWorkbench({ files: { 'redis.conf': CONF }, settings: { 'workbench.colorTheme': theme } });

  it('is underlined, in the theme', async () => {
    await window().squiggles('error', 1);
    const classes = await window().page.locator('.monaco-workbench').first().getAttribute('class');
    expect(classes).toMatch(name === 'dark' ? /\bvs-dark\b/ : /\bvs\b/);
    await window().screenshot(`${name}-1-squiggle`);
  });

  it('says in its hover which rule it breaks', async () => {
    const text = await window().hoverText('maxmemmory', 'unknown-directive');
    await window().screenshot(`${name}-2-hover`);
    expect(text).toMatch(/maxmemory\b/);
    await window().dismiss();
  });

  it('is listed in the Problems panel', async () => {
    const rows = await window().problems('unknown-directive');
    await window().screenshot(`${name}-3-problems`);
    expect(rows.filter((row) => row.includes('maxmemmory'))).toHaveLength(1);
  });

  it('is mended by its quick fix, and saved', async () => {
    const titles = await window().quickFixTitles('maxmemmory');
    await window().screenshot(`${name}-4-quick-fix`);
    expect(titles.join('\n')).toMatch(/\bmaxmemory\b/);
    await window().chooseQuickFix(/\bmaxmemory\b/);
    await window().squiggles('error', 0);
    await window().save();
    const saved = CONF.replace('maxmemmory', 'maxmemory');
    await expect.poll(() => window().onDisk('redis.conf'), LIMIT).toBe(saved);
    await window().screenshot(`${name}-5-saved`);
  });
});
