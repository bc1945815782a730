import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { workRequestQuery } from '../../api/work.ts';
import { CancelWork } from '../../components/cancel-work/cancel-work.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { RunStateBadge } from '../../components/state-badge/state-badges.tsx';
import { isFinalWorkRequest } from '../../states/final-states.ts';
import { InvocationTable } from './parts/invocation-table.tsx';
import { RetryWork } from './parts/retry-work.tsx';
import { WorkFacts } from './parts/work-facts.tsx';
import { WorkLog } from './parts/work-log.tsx';
import classes from './work-request.module.css';

const route = getRouteApi('/work-requests/$workRequestId');

export function WorkRequestPage() {
  const { t } = useTranslation();
  const { workRequestId } = route.useParams();
  const query = useQuery(workRequestQuery(workRequestId));
  const parent = { to: '/work-requests', label: t('work.title') } as const;
  const skeleton = (
    <>
      <PageHeader title={undefined} parent={parent} />
      <Skeleton height={120} radius="lg" />
    </>
  );
  return (
    <Loaded query={query} skeleton={skeleton} orNotFound>
      {(work) => {
        const final = isFinalWorkRequest(work.state);
        const total = Object.values(work.counts).reduce((sum, number) => sum + number, 0);
        return (
          <div className={classes.page}>
            <PageHeader
              title={work.documentName}
              parent={parent}
              badge={<RunStateBadge state={work.state} />}
              subtitle={work.reason === '' ? t('work.version', { version: work.documentVersion ?? '-' }) : work.reason}
              actions={
                final ? (
                  <RetryWork work={work} />
                ) : (
                  <CancelWork workRequestId={work.id} canceling={work.state === 'CANCELING'} />
                )
              }
            />
            <WorkFacts work={work} />
            <InvocationTable invocations={work.invocations} total={total} />
            <WorkLog workRequestId={work.id} live={!final} />
          </div>
        );
      }}
    </Loaded>
  );
}
