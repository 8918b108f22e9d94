/** How many tests of a suite passed and failed: from what it wrote down, never from its exit code alone. */
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, notes: string[] }} Counts */

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // the suite ended before it could say anything
  }
}

/**
 * A file that could not even be loaded has no tests in vitest's report: it counts as one that failed.
 * A skipped test proves nothing, so it is no reason to be green.
 * @param {string} file
 * @returns {Counts | undefined}
 */
function fromVitest(file) {
  const report = readJson(file);
  if (!report) return undefined;
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, notes: [] };
  for (const { name, status, message, assertionResults } of report.testResults) {
    for (const test of assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else counts.failed++;
      if (test.status !== 'passed') counts.notes.push(`${test.status}: ${test.fullName}`);
    }
    const broken =
      status === 'failed' &&
      !assertionResults.some((/** @type {{ status: string }} */ t) => t.status === 'failed');
    if (broken) counts.failed++;
    if (broken) counts.notes.push(`${name}: ${String(message).split('\n')[0]}`);
  }
  return counts;
}

/** Written by test/editor/suite/index.ts. @param {string} file @returns {Counts | undefined} */
const fromMocha = (file) => readJson(file);

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {{ code: number, timedOut: boolean }} ended
 * @param {string} report the file that the suite was told to write
 * @returns {Counts}
 */
export function countTests(suite, { code, timedOut }, report) {
  const why = timedOut ? `stopped after its ${suite.minutes} minutes` : `exit code ${code}`;
  if (suite.counts === 'exit code') {
    return code === 0 ? { passed: 1, failed: 0, notes: [] } : { passed: 0, failed: 1, notes: [why] };
  }
  const counts = suite.counts === 'vitest' ? fromVitest(report) : fromMocha(report);
  if (!counts) return { passed: 0, failed: 1, notes: [`no report: the suite crashed (${why})`] };
  // It has reported, and then something else went wrong: an unhandled error, a teardown, the time limit.
  if (code !== 0 && counts.failed === 0)
    return { ...counts, failed: 1, notes: [`no test failed, but: ${why}`] };
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, notes: ['it ran no test at all'] };
  return counts;
}
