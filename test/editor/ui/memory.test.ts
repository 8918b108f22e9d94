import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from './workbench';

/** The example that the README shows: `memory-2-hover.png` is its picture. */
const CONF = readFileSync(path.resolve(import.meta.dirname, '../../../examples/orders/redis.conf'), 'utf8');

describe('a primary whose limit does not fit its forks', () => {
  const window = useWorkbench({ files: { 'redis.conf': CONF } });

  it('is warned about at the limit and at the save points', async () => {
    await window().squiggles('warning', 2);
    const rows = await window().problems('limit-below-2x');
    expect(rows.join('\n')).toContain('The limit of 4 GiB is 1.33× maxmemory of 3 GiB');
    await window().screenshot('memory-1-problems');
  });

  it('explains maxmemory with the memory budget, every number with its source', async () => {
    const text = await window().hoverText('3gb', 'Memory budget of one fork');
    expect(text).toContain('3,221,225,472 bytes = 3 GiB');
    expect(text).toMatch(/copied pages\s+276 to 735 MiB\s+3\.2 GiB\s+every page copied once/);
    expect(text).toMatch(/limit\s+4 GiB\s+annotation: fits as expected/);
    await window().screenshot('memory-2-hover');
  });
});
