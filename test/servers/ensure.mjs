// `node test/servers/ensure.mjs`: see main.ts.

import { runBundled } from '../bundle.mjs';

await runBundled('test/servers/main.ts', 'servers/ensure');
