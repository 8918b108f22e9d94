// `npm run lab`: see main.ts.

import { runBundled } from '../bundle.mjs';

await runBundled('test/lab/main.ts', 'lab/main');
