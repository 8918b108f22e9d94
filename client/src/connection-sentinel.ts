/** The questions about Sentinels: the group that they watch, and who asks them. */

import { parseAddress } from '../../server/src/core/live/address';
import { type Draft, isSocket } from './connection-draft';
import { promptOfSecret, text } from './connection-question';
import type { Step } from './wizard';

export const askGroup: Step<Draft> = (draft, back) =>
  draft.what !== 'sentinel' || isSocket(draft) || parseAddress(draft.address).sentinel
    ? 'skip'
    : text(
        'group',
        {
          back,
          prompt: 'The name under which the Sentinels watch the master.',
          placeholder: 'mymaster',
          value: draft.group,
          problem: (group) =>
            /^[^/?@\s]+$/.test(group) ? undefined : 'A group is one word, such as mymaster.',
        },
        (group) => ({ ...draft, group }),
      );

const asksSentinels = (draft: Draft): boolean => draft.what === 'sentinel' && !isSocket(draft);

export const askSentinelUser: Step<Draft> = (draft, back) =>
  asksSentinels(draft)
    ? text(
        'ACL user of the Sentinels',
        { back, prompt: 'Leave empty for the default user.', value: draft.sentinelUser },
        (sentinelUser) => ({ ...draft, sentinelUser }),
      )
    : 'skip';

export const askSentinelPassword: Step<Draft> = (draft, back) =>
  asksSentinels(draft)
    ? text(
        'password of the Sentinels',
        { back, prompt: promptOfSecret(draft), value: draft.sentinelPassword, password: true },
        (sentinelPassword) => ({ ...draft, sentinelPassword }),
      )
    : 'skip';
