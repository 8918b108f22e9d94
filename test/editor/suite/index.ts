/** What the extension host runs: every *.test file beside this one, and a report that test/run.mjs counts from. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Invisible; tells code-shim.mjs the lines of the reporter from what the workbench logs on the same channel. */
const SUITE_LINE = '\u2060';

export async function run(): Promise<void> {
  const reporters = Mocha.reporters.Base as unknown as { consoleLog: typeof console.log };
  reporters.consoleLog = (...args) => console.log('%s', SUITE_LINE + format(...args));
  const mocha = new Mocha({ timeout: 180_000, forbidOnly: true });
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  for (const name of files.sort()) mocha.addFile(path.join(__dirname, name));

  const report = { passed: 0, failed: 0, notes: [] as string[] };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', () => {
      report.passed++;
    });
    // A skipped test proves nothing, so it is no reason to be green.
    runner.on('pending', (test) => {
      report.failed++;
      report.notes.push(`skipped: ${test.fullTitle()}`);
    });
    runner.on('fail', (test) => {
      report.failed++;
      report.notes.push(`failed: ${test.fullTitle()}`);
    });
  });
  const file = process.env.FORKGUARD_TEST_REPORT;
  if (file) writeFileSync(file, JSON.stringify(report));
  if (failures > 0) throw new Error(`${failures} of the extension suite's tests failed`);
}
