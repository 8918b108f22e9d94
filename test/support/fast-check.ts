/** Properties are checked on the same values every time: a failure can be repeated, and does not come by chance. */

import fc from 'fast-check';

/** Any would do. `FORKGUARD_SEED` names another one, for looking further. */
fc.configureGlobal({ seed: Number(process.env.FORKGUARD_SEED ?? 20_240_501) });

export default fc;
