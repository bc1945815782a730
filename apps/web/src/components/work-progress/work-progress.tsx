import { Progress } from '@mantine/core';
import type { WorkRequest } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { runLooks } from '../state-badge/looks.ts';
import classes from './work-progress.module.css';

export function WorkProgress({ work }: { work: Pick<WorkRequest, 'state' | 'percentComplete'> }) {
  const { t, i18n } = useTranslation();
  const { tone } = runLooks[work.state];
  const percent = (work.percentComplete / 100).toLocaleString(i18n.language, { style: 'percent' });
  return (
    <span className={classes.root}>
      <Progress.Root className={classes.bar} size="sm">
        <Progress.Section
          value={work.percentComplete}
          color={`var(--rt-${tone}-fill)`}
          aria-label={t('work.progress')}
        />
      </Progress.Root>
      <span className={classes.percent}>{percent}</span>
    </span>
  );
}
