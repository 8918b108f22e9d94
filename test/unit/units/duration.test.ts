import { describe, expect, it } from 'vitest';
import { parseSize } from '../../../server/src/core/model/stated';
import { parseDuration, parseRate } from '../../../server/src/core/units/duration';

describe('durations', () => {
  it.each([
    ['90s', 90],
    ['90', 90],
    ['5m', 300],
    ['1.5h', 5400],
    ['1.25h', 4500],
    ['1d', 86_400],
    ['250ms', 0.25],
    [' 3s ', 3],
  ])('%s is %s seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', 's', '-5s', '5 s', '5min', '1e3s', '5S', '.5s'])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('rates', () => {
  it.each([
    ['2000/s', 2000],
    ['2000', 2000],
    ['2k/s', 2000],
    ['2K/sec', 2000],
    ['0.5M/s', 500_000],
    ['1.25k/s', 1250],
    [' 5/s ', 5],
    ['120000/min', 2000],
    ['3600/h', 1],
    ['60 / minute', 1],
  ])('%s is %s per second', (text, rate) => {
    expect(parseRate(text)).toBe(rate);
  });

  it.each(['', '/s', '-1/s', '5/day', '5 per second', '1e3/s', '5m/s'])('"%s" is none', (text) => {
    expect(parseRate(text)).toBeUndefined();
  });
});

describe('sizes that people state', () => {
  it.each([
    ['6gb', 6 * 1024 ** 3],
    ['4Gi', 4 * 1024 ** 3],
    ['1.5Gi', 1.5 * 1024 ** 3],
    ['512m', 512_000_000],
    ['1G', 1e9],
    ['1000', 1000],
  ])('%s is %s bytes in either grammar', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'gb', 'lots', '-1Gi', '1.5gb', '50%', '99999999999999999999gb'])('"%s" is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});
