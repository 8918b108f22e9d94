// `npm run fuzz:shell`: see main.ts.

import { runBundled } from '../../bundle.mjs';

await runBundled('test/oracle/shell/main.ts', 'oracle/shell');
