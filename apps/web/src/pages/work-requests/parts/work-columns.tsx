import { Anchor } from '@mantine/core';
import type { WorkRequest } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { Duration } from '../../../components/duration/duration.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { RunStateBadge } from '../../../components/state-badge/state-badges.tsx';
import { InvocationCounts } from '../../../components/work-progress/invocation-counts.tsx';
import { WorkProgress } from '../../../components/work-progress/work-progress.tsx';
import { isFinalWorkRequest } from '../../../states/final-states.ts';
import classes from '../work-requests.module.css';

const column = columnsOf<WorkRequest>();

function NameCell({ work }: { work: WorkRequest }) {
  const { t } = useTranslation();
  return (
    <span>
      <Anchor
        size="sm"
        className={classes.name}
        renderRoot={(props) => (
          <Link to="/work-requests/$workRequestId" params={{ workRequestId: work.id }} {...props} />
        )}
      >
        {work.documentName}
      </Anchor>
      {work.archived && <span className={classes.sub}>{t('history.archived')}</span>}
      {work.reason !== '' && (
        <span className={classes.sub}>
          <ServerWords>{work.reason}</ServerWords>
        </span>
      )}
    </span>
  );
}

/** Newest first, as the server gives them page by page: a sort over what happens to be loaded would mislead. */
export function workColumns(t: TFunction): Columns<WorkRequest> {
  return column.columns([
    column.display({
      id: 'state',
      header: t('work.state'),
      cell: ({ row }) => <RunStateBadge state={row.original.state} />,
    }),
    column.display({ id: 'document', header: t('work.document'), cell: ({ row }) => <NameCell work={row.original} /> }),
    column.display({
      id: 'progress',
      header: t('work.progress'),
      cell: ({ row }) => <WorkProgress work={row.original} />,
    }),
    column.display({
      id: 'targets',
      header: t('work.targets'),
      cell: ({ row }) => <InvocationCounts work={row.original} />,
    }),
    column.display({ id: 'by', header: t('work.by'), cell: ({ row }) => row.original.createdBy }),
    column.display({
      id: 'created',
      header: t('work.created'),
      cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
    }),
    column.display({
      id: 'duration',
      header: t('work.duration'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => (
        <Duration
          from={original.startedAt}
          to={isFinalWorkRequest(original.state) ? (original.finishedAt ?? original.startedAt) : null}
        />
      ),
    }),
  ]);
}
