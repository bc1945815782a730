import { Alert, Skeleton, Stack } from '@mantine/core';
import type { InvocationDetail } from '@rustine/sdk';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { invocationQuery } from '../../../../api/work.ts';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { ServerWords } from '../../../../components/server-words/server-words.tsx';
import { runLooks } from '../../../../components/state-badge/looks.ts';
import { isFinalInvocation } from '../../../../states/final-states.ts';
import { RunHeader } from './run-header.tsx';
import { RunReports } from './run-reports.tsx';
import { StepTimeline } from './step-timeline.tsx';
import classes from './runs.module.css';

function Reason({ run }: { run: InvocationDetail }) {
  if (run.reason === '') return null;
  return (
    <Alert
      icon={<IconInfoCircle aria-hidden />}
      classNames={{ root: classes.reason, icon: classes.reasonInk, message: classes.reasonText }}
      data-tone={runLooks[run.state].tone}
    >
      <ServerWords>{run.reason}</ServerWords>
    </Alert>
  );
}

/** One run, live while it goes on. */
export function RunView({ invocationId }: { invocationId: string }) {
  const { t } = useTranslation();
  const query = useQuery(invocationQuery(invocationId));
  return (
    <div className={classes.view}>
      <Loaded query={query} skeleton={<Skeleton height={320} />} orNotFound>
        {(run) => (
          <Stack gap="md">
            <RunHeader run={run} />
            <Reason run={run} />
            <section aria-label={t('run.steps')}>
              <h3 className={classes.heading}>{t('run.steps')}</h3>
              <StepTimeline run={run} />
            </section>
            <RunReports run={run} live={!isFinalInvocation(run.state)} />
          </Stack>
        )}
      </Loaded>
    </div>
  );
}
