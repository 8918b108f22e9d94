import { tidyDown, tidyUp } from '../memory/advice';
import { factValue } from '../model/fact';
import { formatBytes, formatRatio } from '../units/bytes';
import { datasetName, lowerMaxmemory, placesOf, raiseLimit } from './limit-fixes';
import { defineRule } from './rule';
import { computedSentence, limitInWords } from './support';

/** Room for allocator overhead, buffers and the server itself beside the data of a cache. */
const HEADROOM = 1.25;
const ON_TOP =
  'Nothing forks here, but allocator overhead, fragmentation and client buffers come on top of the data.';

export const limitBelowCacheHeadroom = defineRule({
  id: 'limit-below-cache-headroom',
  category: 'limits',
  severity: 'information',
  summary: 'The memory limit leaves a cache without headroom',
  docs: {
    what: 'Nothing makes the instance fork, and the memory limit is below 1.25 times its data.',
    why: 'Without forks no pages are copied, but the resident set is larger than the data: allocator overhead and fragmentation (measured: 6.5 % and more), client and replica buffers, and the server itself.',
    fix: 'Raise the limit to 1.25 times the data, or lower `maxmemory`.',
    references: [
      'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/',
    ],
  },
  check(instance, report) {
    const limit = factValue(instance.limit);
    const dataset = factValue(instance.dataset);
    if (instance.kind !== 'server' || limit === undefined || dataset === undefined || dataset >= limit)
      return;
    if (
      instance.placement?.completeness === 'patch' ||
      instance.forkTriggers.length > 0 ||
      limit >= HEADROOM * dataset
    )
      return;
    report({
      ...placesOf(instance, limit, dataset),
      message: `The limit of ${limitInWords(instance)} is ${formatRatio(limit / dataset)} ${datasetName(instance)} of ${formatBytes(dataset)}. ${[...computedSentence(instance), ON_TOP].join(' ')}`,
      fixes: () => [
        ...raiseLimit(instance, { bytes: tidyUp(HEADROOM * dataset), reason: '1.25 times the data' }),
        ...lowerMaxmemory(instance, {
          bytes: tidyDown(limit / HEADROOM),
          reason: `${formatBytes(limit)} is then 1.25 times the data`,
        }),
      ],
    });
  },
  examples: [
    {
      name: 'A cache with a tight limit',
      text: '# forkguard: limit=⟦1100Mi⟧\nmaxmemory 1gb\nsave ""\n',
      messages: [
        'The limit of 1.07 GiB is 1.07× maxmemory of 1 GiB. Nothing forks here, but allocator overhead, fragmentation and client buffers come on top of the data.',
      ],
      fixed: {
        title: 'Lower maxmemory to 832mb',
        text: '# forkguard: limit=1100Mi\nmaxmemory 832mb\nsave ""\n',
      },
    },
    { name: 'A quarter more than the data', text: '# forkguard: limit=1280Mi\nmaxmemory 1gb\nsave ""\n' },
    {
      name: 'A server that forks has a rule of its own',
      text: '# forkguard: limit=1100Mi\nmaxmemory 1gb\nsave 900 1\n',
    },
  ],
});
