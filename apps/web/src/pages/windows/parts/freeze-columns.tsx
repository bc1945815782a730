import type { Freeze } from '@rustine/sdk';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useReadFreezeCalendar } from '../../../api/windows.ts';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { RowActions } from '../../../components/row-actions/row-actions.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { FreezeBadge } from '../../../components/state-badge/window-badges.tsx';
import { useNow } from '../../../format/use-now.ts';
import { formatZoned, ownZone } from '../../../format/zoned-time.ts';
import classes from '../windows.module.css';

/** A freeze with the path of what it holds for. */
interface FreezeLine extends Freeze {
  readonly place: string;
}

const column = columnsOf<FreezeLine>();

type Ask = (kind: 'edit' | 'delete', freeze: Freeze) => void;

export function freezeColumns(t: TFunction, ask: Ask): Columns<FreezeLine> {
  return column.columns([
    column.accessor((freeze) => !freeze.active, {
      id: 'active',
      header: t('freezes.state'),
      cell: ({ row }) => <FreezeBadge freeze={row.original} />,
    }),
    column.accessor('name', {
      header: t('places.name'),
      meta: { grow: true },
      cell: ({ row: { original } }) => (
        <span>
          <span className={classes.name}>{original.name}</span>
          {original.reason !== '' && <span className={classes.sub}>{original.reason}</span>}
        </span>
      ),
    }),
    column.accessor((freeze) => freeze.periods[0]?.from, {
      id: 'periods',
      header: t('freezes.periods'),
      cell: ({ row }) => <NextPeriod freeze={row.original} />,
    }),
    column.accessor('place', { header: t('freezes.holds') }),
    column.accessor((freeze) => t(`freezes.kind.${freeze.source.kind}`), {
      id: 'source',
      header: t('freezes.source'),
      cell: ({ row }) => <SourceCell freeze={row.original} />,
    }),
    column.display({
      id: 'actions',
      header: t('places.actions'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => <Actions freeze={original} ask={ask} />,
    }),
  ]);
}

function NextPeriod({ freeze: { periods } }: { freeze: Freeze }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const [next] = periods;
  if (next === undefined) return '—';
  const show = (at: string) => formatZoned(at, ownZone(), { language: i18n.language, now });
  return t('freezes.period', { from: show(next.from), to: show(next.to) });
}

function SourceCell({ freeze: { source, readAt, readFault } }: { freeze: Freeze }) {
  const { t } = useTranslation();
  return (
    <span>
      {t(`freezes.kind.${source.kind}`)}
      {source.kind === 'ical-url' && (
        <span className={classes.sub}>
          {source.url}
          {readAt !== null && (
            <>
              {' · '}
              {t('freezes.read')} <RelativeTime at={readAt} />
            </>
          )}
        </span>
      )}
      {readFault !== '' && (
        <span className={classes.fault}>
          {t('freezes.fault')} <ServerWords>{readFault}</ServerWords> {t('freezes.faultKept')}
        </span>
      )}
    </span>
  );
}

function Actions({ freeze, ask }: { freeze: Freeze; ask: Ask }) {
  const { t } = useTranslation();
  const read = useReadFreezeCalendar(freeze.id);
  const { name } = freeze;
  return (
    <RowActions
      actions={[
        ...(freeze.source.kind === 'ical-url'
          ? [
              {
                label: t('freezes.readNow', { name }),
                icon: IconRefresh,
                onClick: () => read.mutate(),
                pending: read.isPending,
              },
            ]
          : []),
        { label: t('windows.editOf', { name }), icon: IconPencil, onClick: () => ask('edit', freeze) },
        { label: t('windows.deleteOf', { name }), icon: IconTrash, onClick: () => ask('delete', freeze) },
      ]}
    />
  );
}
