import { Anchor } from '@mantine/core';
import type { ScheduledJob } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { WhenText } from '../../../components/job-text/when-text.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ExecutionBadge, JobStateBadge } from '../../../components/state-badge/job-badges.tsx';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import classes from '../jobs.module.css';

/** A job with what it does in words, and the zone that its times are told in. */
export interface JobLine extends ScheduledJob {
  readonly what: string;
  readonly zone: string;
}

const column = columnsOf<JobLine>();

export function jobColumns(t: TFunction): Columns<JobLine> {
  return column.columns([
    column.accessor('state', {
      header: t('work.state'),
      cell: ({ row }) => <JobStateBadge state={row.original.state} />,
    }),
    column.accessor('name', { header: t('jobs.name'), cell: ({ row }) => <NameCell job={row.original} /> }),
    column.accessor('what', { header: t('jobs.what'), meta: { grow: true } }),
    column.accessor((job) => job.nextRunAt ?? undefined, {
      id: 'next',
      header: t('jobs.next'),
      cell: ({ row }) => <NextCell job={row.original} />,
    }),
    column.accessor((job) => job.lastExecution?.dueAt, {
      id: 'last',
      header: t('jobs.last'),
      cell: ({ row }) => <LastCell job={row.original} />,
    }),
  ]);
}

function NameCell({ job }: { job: JobLine }) {
  return (
    <span>
      <Anchor
        size="sm"
        className={classes.name}
        renderRoot={(props) => <Link to="/jobs/$jobId" params={{ jobId: job.id }} {...props} />}
      >
        {job.name}
      </Anchor>
      <span className={classes.sub}>
        <WhenText schedule={job.schedule} />
      </span>
    </span>
  );
}

function NextCell({ job }: { job: JobLine }) {
  const { t } = useTranslation();
  if (job.nextRunAt === null) return t(job.state === 'PAUSED' ? 'jobs.noNextPaused' : 'jobs.noNext');
  return (
    <span>
      <span className={job.skipNext ? classes.skipped : undefined}>
        <LocalTime at={job.nextRunAt} zone={job.zone} relative />
      </span>
      {job.skipNext && <ToneBadge tone="warn">{t('jobs.skipped')}</ToneBadge>}
    </span>
  );
}

function LastCell({ job: { lastExecution } }: { job: JobLine }) {
  const { t } = useTranslation();
  if (lastExecution === null) return t('jobs.notYet');
  const { workRequestId } = lastExecution;
  const badge = <ExecutionBadge execution={lastExecution} />;
  return (
    <span className={classes.last}>
      {badge}
      {workRequestId === null ? (
        <RelativeTime at={lastExecution.dueAt} />
      ) : (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/work-requests/$workRequestId" params={{ workRequestId }} {...props} />}
        >
          <RelativeTime at={lastExecution.dueAt} />
        </Anchor>
      )}
    </span>
  );
}
