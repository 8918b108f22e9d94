import { describe, expect, it } from 'vitest';
import { inlayHintsOf } from '../../../server/src/core/explain/inlay';
import { FOLDER, lintText } from '../../support/lint-text';

function hints(text: string): string[] {
  const file = `${FOLDER}/redis.conf`;
  return inlayHintsOf(lintText(text).instances, file).map(
    ({ offset, text: hint }) => `${text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)} ‹${hint}›`,
  );
}

describe('inlay hints', () => {
  it('stand after the limit and after maxmemory, with the worst case and the verdict', () => {
    expect(hints('# forkguard: limit=1Gi value=1kb\nmaxmemory 768mb\nsave 900 1\n')).toEqual([
      '# forkguard: limit=1Gi ‹1.61 GiB at worst: may not fit›',
      'maxmemory 768mb ‹1.61 GiB at worst: may not fit›',
    ]);
    expect(hints('# forkguard: limit=2Gi\nmaxmemory 768mb\nsave 900 1\n')).toEqual([
      '# forkguard: limit=2Gi ‹1.61 GiB at worst: fits›',
      'maxmemory 768mb ‹1.61 GiB at worst: fits›',
    ]);
  });

  it('say what is expected where the load is known', () => {
    expect(hints('# forkguard: limit=1Gi value=1kb writes=100/s\nmaxmemory 768mb\nsave 900 1\n')).toContain(
      'maxmemory 768mb ‹1.61 GiB at worst: fits as expected›',
    );
  });

  it('say no verdict without a limit, and no number without a bound', () => {
    expect(hints('maxmemory 768mb\nsave 900 1\n')).toEqual(['maxmemory 768mb ‹1.61 GiB at worst›']);
    expect(hints('# forkguard: version=6.2\nmaxmemory 768mb\nappendonly yes\n')).toEqual([
      'maxmemory 768mb ‹no worst case›',
    ]);
  });

  it('are none where nothing bounds the data, and for a Sentinel', () => {
    expect(hints('save 900 1\n')).toEqual([]);
    expect(hints('sentinel monitor mymaster 127.0.0.1 6379 2\n')).toEqual([]);
  });
});
