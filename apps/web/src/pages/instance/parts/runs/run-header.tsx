import { Anchor } from '@mantine/core';
import type { InvocationDetail } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CancelWork } from '../../../../components/cancel-work/cancel-work.tsx';
import { Duration } from '../../../../components/duration/duration.tsx';
import { Facts, type Fact } from '../../../../components/facts/facts.tsx';
import { RelativeTime } from '../../../../components/relative-time/relative-time.tsx';
import { RunStateBadge } from '../../../../components/state-badge/state-badges.tsx';
import { isFinalInvocation } from '../../../../states/final-states.ts';
import classes from './runs.module.css';

export function RunHeader({ run }: { run: InvocationDetail }) {
  const { t } = useTranslation();
  const final = isFinalInvocation(run.state);
  const facts: Fact[] = [
    { label: t('run.started'), value: <RelativeTime at={run.startedAt ?? run.createdAt} /> },
    {
      label: t('run.duration'),
      value: <Duration from={run.startedAt} to={final ? (run.finishedAt ?? run.startedAt) : null} />,
    },
    {
      label: t('run.workRequest'),
      value: (
        <Anchor
          size="md"
          className={classes.mono}
          renderRoot={(props) => (
            <Link to="/work-requests/$workRequestId" params={{ workRequestId: run.workRequestId }} {...props} />
          )}
        >
          {`${run.workRequestId.slice(0, 11)}…${run.workRequestId.slice(-6)}`}
        </Anchor>
      ),
    },
  ];
  if (!final && run.deadlineAt !== null) {
    facts.push({ label: t('run.deadline'), value: <RelativeTime at={run.deadlineAt} /> });
  }
  return (
    <div>
      <div className={classes.title}>
        <h2 className={classes.document}>{run.documentName}</h2>
        <span role="status">
          <RunStateBadge state={run.state} />
        </span>
        {!final && (
          <span className={classes.push}>
            <CancelWork workRequestId={run.workRequestId} canceling={run.state === 'CANCELING'} />
          </span>
        )}
      </div>
      <Facts facts={facts} />
    </div>
  );
}
