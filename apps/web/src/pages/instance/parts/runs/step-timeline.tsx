import type { InvocationDetail } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isFinalInvocation } from '../../../../states/final-states.ts';
import { chooseOpenStep } from './choose-open-step.ts';
import { StepItem } from './step-item.tsx';
import classes from './runs.module.css';

/** The steps in order. The one worth a look opens by itself until the person opens or shuts one. */
export function StepTimeline({ run }: { run: InvocationDetail }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const proposed = chooseOpenStep(run.steps);
  const final = isFinalInvocation(run.state);
  if (run.steps.length === 0) {
    if (final) return <p className={classes.dim}>—</p>;
    return <p className={classes.dim}>{t(run.state === 'PENDING' ? 'run.waiting' : 'run.noSteps')}</p>;
  }
  return (
    <ol className={classes.steps}>
      {run.steps.map((step) => {
        const open = chosen[step.name] ?? step.name === proposed;
        return (
          <StepItem
            key={step.name}
            step={step}
            open={open}
            ended={final}
            onToggle={() => setChosen((before) => ({ ...before, [step.name]: !open }))}
          />
        );
      })}
    </ol>
  );
}
