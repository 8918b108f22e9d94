/** Eight questions to one running server, in the order in which somebody who was called at night would ask them. */

import { type Gap, measuredText } from '../observations';
import { type Diagnosis, worstOf } from './diagnosis';
import { forkNowStep, fragmentationStep, limitStep } from './steps-now';
import { copyStep, killedStep, persistenceStep } from './steps-past';
import { kernelStep, saveStep } from './steps-settings';
import { type DiagnosisInput, Subject } from './subject';

const STEPS = [
  killedStep,
  persistenceStep,
  copyStep,
  forkNowStep,
  kernelStep,
  saveStep,
  fragmentationStep,
  limitStep,
] as const;

export function diagnose(input: DiagnosisInput): Diagnosis {
  const subject = new Subject(input);
  const { latest } = input.node;
  const steps = STEPS.map((step) => step(subject));
  return {
    address: latest.address,
    server: subject.version,
    at: latest.at,
    measured: measuredText(input.now, latest),
    verdict: worstOf(steps.map(({ verdict }) => verdict)),
    steps,
    gaps: [...(subject.number('loading') === 1 ? [LOADING] : []), ...latest.gaps.map(describeGap)],
  };
}

const LOADING = 'The server is loading its data: what it says about memory is not final.';

/** What each answer would have told. */
const TOLD: Readonly<Record<string, string>> = {
  'CONFIG GET': 'settings are unknown, not unset; drift between file and server cannot be seen',
  'CLIENT LIST': 'the clients with the largest buffers cannot be named',
  'MEMORY STATS': 'details of the memory are left out',
  'MODULE LIST': 'modules that fork cannot be seen',
};

/** Of what an ACL user would have to be allowed. */
const GRANTS: Readonly<Record<string, string>> = {
  'CONFIG GET': '+config|get',
  'CLIENT LIST': '+client|list',
  'MEMORY STATS': '+memory|stats',
  'MODULE LIST': '+module|list',
};

export function describeGap({ what, why, says }: Gap): string {
  const cost = TOLD[what] ?? 'its answer is missing';
  const grant = GRANTS[what];
  switch (why) {
    case 'no permission':
      return `${what} is not permitted to this user: ${cost}.${grant ? ` Grant it with ${grant}.` : ''}`;
    case 'unknown command':
      return `${what} is not known there (renamed, or not offered by a managed service): ${cost}.`;
    case 'no answer in time':
      return `${what} was not answered within the time limit: ${cost}.`;
    case 'loading':
      return `${what} is not answered while the server loads its data: ${cost}.`;
    case 'not asked':
      return `${what} was ${says}: ${cost}.`;
    case 'refused':
      return `${what} was refused (${says}): ${cost}.`;
  }
}
