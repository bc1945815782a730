import type { InvocationStep } from '@rustine/sdk';

const unwell: readonly InvocationStep['state'][] = ['FAILED', 'TIMED_OUT'];

/** The step whose output is worth a look without asking: what failed, else what runs, else nothing. */
export function chooseOpenStep(steps: readonly Pick<InvocationStep, 'name' | 'state'>[]): string | null {
  const failed = steps.find((step) => unwell.includes(step.state));
  const running = steps.find((step) => step.state === 'RUNNING');
  return (failed ?? running)?.name ?? null;
}
