import { Anchor } from '@mantine/core';
import type { JobExecution } from '@rustine/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { jobExecutionsQuery } from '../../../api/jobs.ts';
import { PagedTable } from '../../../components/data-table/paged-table.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { ForecastText, VerdictBadge } from '../../../components/forecast/forecast-text.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { ExecutionBadge } from '../../../components/state-badge/job-badges.tsx';
import { Took } from '../../../components/forecast/took.tsx';
import classes from '../job.module.css';
import { CancelRestart } from './cancel-restart.tsx';

const column = columnsOf<JobExecution>();

/** What became of the executions, newest first, with what was expected beside what it took. */
export function ExecutionTable({ jobId, zone }: { jobId: string; zone: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(jobExecutionsQuery(jobId));
  const columns = useMemo(() => executionColumns(t, zone), [t, zone]);
  return (
    <Panel flush title={t('jobs.executions')}>
      <PagedTable
        label={t('jobs.executions')}
        query={query}
        skeletonRows={3}
        columns={columns}
        rowId={(row) => row.id}
        empty={<p className={classes.none}>{t('jobs.executionsNone')}</p>}
      />
    </Panel>
  );
}

function executionColumns(t: TFunction, zone: string): Columns<JobExecution> {
  return column.columns([
    column.display({
      id: 'state',
      header: t('work.state'),
      cell: ({ row }) => <ExecutionBadge execution={row.original} />,
    }),
    column.display({
      id: 'due',
      header: t('jobs.due'),
      cell: ({ row }) => <LocalTime at={row.original.dueAt} zone={zone} relative />,
    }),
    column.display({
      id: 'kind',
      header: t('jobs.kindLabel'),
      cell: ({ row: { original } }) => <KindCell execution={original} />,
    }),
    column.display({
      id: 'expected',
      header: t('jobs.expected'),
      cell: ({ row }) => <ForecastText forecast={row.original.forecast} />,
    }),
    column.display({
      id: 'fits',
      header: t('jobs.fits'),
      cell: ({ row: { original } }) =>
        original.forecast === null ? '—' : <VerdictBadge verdict={original.forecast.verdict} />,
    }),
    column.display({
      id: 'took',
      header: t('jobs.took'),
      cell: ({ row: { original } }) => <Took {...original} />,
    }),
    column.display({
      id: 'work',
      header: t('jobs.work'),
      meta: { grow: true },
      cell: ({ row }) => <WorkCell execution={row.original} />,
    }),
  ]);
}

function KindCell({ execution: { kind, startedBy } }: { execution: JobExecution }) {
  const { t } = useTranslation();
  return (
    <span>
      {t(`jobs.kind.${kind}`)}
      {kind === 'RUN_NOW' && <span className={classes.dim}> {startedBy}</span>}
    </span>
  );
}

function WorkCell({ execution }: { execution: JobExecution }) {
  const { state, workRequestId, reason } = execution;
  const { t } = useTranslation();
  return (
    <span>
      {workRequestId !== null && (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/work-requests/$workRequestId" params={{ workRequestId }} {...props} />}
        >
          {t('jobs.openWork')}
        </Anchor>
      )}
      {reason !== '' && (
        <span className={classes.reason}>
          <ServerWords>{reason}</ServerWords>
        </span>
      )}
      {workRequestId === null && reason === '' && '—'}
      {state === 'PLANNED' && <CancelRestart execution={execution} />}
    </span>
  );
}
