import type { ScheduledJob, UpcomingExecution } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upcomingQuery } from '../../../api/jobs.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { UpcomingNotes } from '../../../components/upcoming-notes/upcoming-notes.tsx';
import classes from '../job.module.css';

const SHOWN = 6;
/** A job that runs once a year shows too. */
const YEARS_MS = 2 * 366 * 86_400_000;

const column = columnsOf<UpcomingExecution>();

/** The next executions, with what stands in their way. */
export function UpcomingPanel({ job, zone }: { job: ScheduledJob; zone: string }) {
  const { t } = useTranslation();
  const [until] = useState(() => new Date(Date.now() + YEARS_MS).toISOString());
  const query = useQuery(upcomingQuery({ jobId: job.id, until, limit: SHOWN }));
  const columns = useMemo(() => upcomingColumns(t, zone), [t, zone]);
  const none = job.state === 'PAUSED' ? t('jobs.upcomingPaused') : t('jobs.upcomingNone');
  return (
    <Panel flush title={t('jobs.upcoming')}>
      <Loaded query={query} skeleton={<TableSkeleton rows={4} />}>
        {({ items, complete }) => (
          <>
            <DataTable
              label={t('jobs.upcoming')}
              rows={items}
              columns={columns}
              rowId={({ kind, at }) => `${kind} ${at}`}
              empty={<p className={classes.none}>{none}</p>}
            />
            {!complete && items.length === SHOWN && <p className={classes.none}>{t('jobs.upcomingMore')}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function upcomingColumns(t: TFunction, zone: string): Columns<UpcomingExecution> {
  return column.columns([
    column.display({
      id: 'at',
      header: t('jobs.at'),
      cell: ({ row: { original } }) => (
        <span className={original.skipped ? classes.skipped : undefined}>
          <LocalTime at={original.at} zone={zone} relative />
        </span>
      ),
    }),
    column.display({
      id: 'notes',
      header: t('jobs.note'),
      meta: { grow: true },
      cell: ({ row: { original } }) => <UpcomingNotes execution={original} zone={zone} />,
    }),
  ]);
}
