// `npm run truth:helm`: see main.ts.

import { runBundled } from '../../bundle.mjs';

await runBundled('test/truth/helm/main.ts', 'truth/helm');
