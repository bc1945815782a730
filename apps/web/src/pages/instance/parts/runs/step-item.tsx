import type { InvocationStep } from '@rustine/sdk';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../../../components/duration/duration.tsx';
import { ServerWords } from '../../../../components/server-words/server-words.tsx';
import { runLooks } from '../../../../components/state-badge/looks.ts';
import { StepOutputView } from './step-output-view.tsx';
import classes from './runs.module.css';

interface StepItemProps {
  step: InvocationStep;
  open: boolean;
  /** The run is over: nothing counts any more, whatever the step last said. */
  ended: boolean;
  onToggle: () => void;
}

export function StepItem({ step, open, ended, onToggle }: StepItemProps) {
  const { t } = useTranslation();
  const outputId = useId();
  const { tone, icon: Icon, live = false } = runLooks[step.state];
  return (
    <li className={classes.step}>
      <span className={classes.marker} data-tone={tone}>
        <Icon size={14} stroke={2.4} aria-hidden className={live && !ended ? classes.turning : undefined} />
      </span>
      <div className={classes.stepBody}>
        <button
          type="button"
          className={classes.stepHead}
          aria-expanded={open}
          aria-controls={open ? outputId : undefined}
          onClick={onToggle}
        >
          <span className={classes.stepName}>{step.name}</span>
          <span className={classes.action}>{step.action}</span>
          <span className={classes.stepEnd}>
            {step.exitCode !== null && step.exitCode !== 0 && (
              <span className={classes.exit}>{t('run.exitCode', { code: step.exitCode })}</span>
            )}
            <span className={classes.stateWord}>{t(`state.${step.state}`)}</span>
            <span className={classes.duration}>
              <Duration from={step.startedAt} to={ended ? (step.finishedAt ?? step.startedAt) : step.finishedAt} />
            </span>
            <IconChevronRight size={15} aria-hidden className={classes.chevron} />
          </span>
        </button>
        {step.message !== '' && (
          <p className={classes.message}>
            <ServerWords>{step.message}</ServerWords>
          </p>
        )}
        {open && (
          <div id={outputId}>
            <StepOutputView step={step} />
          </div>
        )}
      </div>
    </li>
  );
}
