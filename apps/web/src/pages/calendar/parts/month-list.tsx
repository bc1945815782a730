import { Anchor } from '@mantine/core';
import type { UpcomingExecution } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { UpcomingNotes } from '../../../components/upcoming-notes/upcoming-notes.tsx';
import { dayOf } from '../../../format/zoned-time.ts';
import classes from '../calendar.module.css';

const column = columnsOf<UpcomingExecution>();

interface MonthListProps {
  month: string;
  /** In words. */
  name: string;
  zone: string;
  executions: readonly UpcomingExecution[];
}

/** The same executions one after the other: for those who hear the page, and where there is no room for a grid. */
export function MonthList({ month, name, zone, executions }: MonthListProps) {
  const { t } = useTranslation();
  const rows = useMemo(
    () => executions.filter(({ at }) => dayOf(at, zone).startsWith(month)),
    [executions, month, zone],
  );
  const columns = useMemo(() => listColumns(t, zone), [t, zone]);
  return (
    <DataTable
      label={t('calendar.table', { month: name })}
      rows={rows}
      columns={columns}
      rowId={({ jobId, kind, at }) => `${jobId} ${kind} ${at}`}
      resetPageOn={month}
      empty={<p className={classes.none}>{t('calendar.none')}</p>}
    />
  );
}

function listColumns(t: TFunction, zone: string): Columns<UpcomingExecution> {
  return column.columns([
    column.accessor('at', {
      header: t('jobs.at'),
      cell: ({ row: { original } }) => (
        <span className={original.skipped ? classes.struck : undefined}>
          <LocalTime at={original.at} zone={zone} relative />
        </span>
      ),
    }),
    column.accessor('jobName', {
      header: t('calendar.job'),
      cell: ({ row: { original } }) => (
        <Anchor
          size="sm"
          className={classes.name}
          renderRoot={(props) => <Link to="/jobs/$jobId" params={{ jobId: original.jobId }} {...props} />}
        >
          {original.jobName}
        </Anchor>
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
