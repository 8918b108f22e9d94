// `npm run fuzz:server`: see main.ts.

import { runBundled } from '../bundle.mjs';

await runBundled('test/fuzz/main.ts', 'fuzz/main');
