// `npm run fuzz:edits`: see main.ts.

import { runBundled } from '../../bundle.mjs';

await runBundled('test/fuzz/edits/main.ts', 'fuzz/edits');
