import type { MaintenanceWindow } from '@rustine/sdk';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { WhenText } from '../../../components/job-text/when-text.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { RowActions } from '../../../components/row-actions/row-actions.tsx';
import { OpenBadge } from '../../../components/state-badge/window-badges.tsx';
import { TargetText } from '../../../components/target-form/target-text.tsx';
import { formatSpan } from '../../../format/format-span.ts';
import classes from '../windows.module.css';

const column = columnsOf<MaintenanceWindow>();

type Ask = (kind: 'edit' | 'delete', window: MaintenanceWindow) => void;

export function windowColumns(t: TFunction, ask: Ask): Columns<MaintenanceWindow> {
  return column.columns([
    column.accessor((window) => window.current === null, {
      id: 'open',
      header: t('work.state'),
      cell: ({ row }) => <OpenBadge window={row.original} />,
    }),
    column.accessor('name', {
      header: t('places.name'),
      meta: { grow: true },
      cell: ({ row: { original } }) => (
        <span>
          <span className={classes.name}>{original.name}</span>
          <span className={classes.sub}>
            <WhenText schedule={original.schedule} />
          </span>
          {original.description !== '' && <span className={classes.sub}>{original.description}</span>}
        </span>
      ),
    }),
    column.accessor((window) => window.next?.opensAt, {
      id: 'next',
      header: t('windows.next'),
      cell: ({ row: { original } }) =>
        original.next === null ? (
          t(original.enabled ? 'windows.never' : 'windows.neverOff')
        ) : (
          <LocalTime at={original.next.opensAt} zone={original.schedule.timezone} relative />
        ),
    }),
    column.accessor('durationMinutes', {
      header: t('windows.duration'),
      cell: ({ row }) => <DurationCell window={row.original} />,
    }),
    column.display({
      id: 'covers',
      header: t('windows.covers'),
      cell: ({ row }) => (
        <span className={classes.covers}>
          <TargetText targets={row.original.targets} />
        </span>
      ),
    }),
    column.accessor('automaticUpdates', {
      header: t('windows.automatic'),
      cell: ({ row }) => t(`windows.automaticWords.${row.original.automaticUpdates}`),
    }),
    column.display({
      id: 'actions',
      header: t('places.actions'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => (
        <RowActions
          actions={[
            {
              label: t('windows.editOf', { name: original.name }),
              icon: IconPencil,
              onClick: () => ask('edit', original),
            },
            {
              label: t('windows.deleteOf', { name: original.name }),
              icon: IconTrash,
              onClick: () => ask('delete', original),
            },
          ]}
        />
      ),
    }),
  ]);
}

function DurationCell({ window: { durationMinutes, cutoffMinutes } }: { window: MaintenanceWindow }) {
  const { t, i18n } = useTranslation();
  const minutes = (count: number) => formatSpan(count, i18n.language);
  return (
    <span>
      {minutes(durationMinutes)}
      {cutoffMinutes > 0 && (
        <span className={classes.sub}>{t('windows.cutoffWords', { duration: minutes(cutoffMinutes) })}</span>
      )}
    </span>
  );
}
