// `npm run corpus`: see main.ts.

import { runBundled } from '../bundle.mjs';

await runBundled('test/corpus/main.ts', 'corpus/main');
