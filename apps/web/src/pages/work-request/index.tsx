import { Skeleton } from '@mantine/core';
import type { WorkRequestDetail } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { workRequestQuery } from '../../api/work.ts';
import { CancelWork } from '../../components/cancel-work/cancel-work.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { ServerWords } from '../../components/server-words/server-words.tsx';
import { RunStateBadge } from '../../components/state-badge/state-badges.tsx';
import { ToneBadge } from '../../components/state-badge/tone-badge.tsx';
import { isFinalWorkRequest } from '../../states/final-states.ts';
import { InvocationTable } from './parts/invocation-table.tsx';
import { RetryWork } from './parts/retry-work.tsx';
import { Halted } from './parts/halted.tsx';
import { WaveTable } from './parts/wave-table.tsx';
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
              badge={
                <>
                  <RunStateBadge state={work.state} />
                  {work.archived && <ToneBadge tone="mute">{t('history.archived')}</ToneBadge>}
                </>
              }
              subtitle={
                work.reason === '' ? (
                  t('work.version', { version: work.documentVersion ?? '-' })
                ) : (
                  <ServerWords>{work.reason}</ServerWords>
                )
              }
              actions={<WorkActions work={work} />}
            />
            <Halted work={work} />
            <WorkFacts work={work} />
            <WaveTable waves={work.waves} />
            <InvocationTable invocations={work.invocations} total={total} archived={work.archived} />
            <WorkLog workRequestId={work.id} live={!final} />
          </div>
        );
      }}
    </Loaded>
  );
}

/** Nothing can be done any more with what is shown from the lake. */
function WorkActions({ work }: { work: WorkRequestDetail }) {
  if (work.archived) return null;
  if (isFinalWorkRequest(work.state)) return <RetryWork work={work} />;
  return <CancelWork workRequestId={work.id} canceling={work.state === 'CANCELING'} />;
}
