/** Eight questions to one running server, in the order in which somebody who was called at night would ask them. */

import { measuredText } from '../live/age';
import { runningVersion } from '../live/readings';
import { type Diagnosis, worstOf } from './diagnosis';
import { gapTexts } from './gaps';
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
    gaps: [
      ...(subject.number('loading') === 1 ? [LOADING] : []),
      ...gapTexts(latest.gaps, runningVersion(latest)),
    ],
  };
}

const LOADING = 'The server is loading its data: what it says about memory is not final.';
