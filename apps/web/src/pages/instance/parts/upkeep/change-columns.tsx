import { Anchor } from '@mantine/core';
import type { InstancePackageChange } from '@rustine/sdk';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { columnsOf, type Columns } from '../../../../components/data-table/table-features.ts';
import { LocalTime } from '../../../../components/local-time/local-time.tsx';
import { ToneBadge } from '../../../../components/state-badge/tone-badge.tsx';
import { VersionChange } from '../../../../components/version-change/version-change.tsx';
import classes from './upkeep.module.css';

const column = columnsOf<InstancePackageChange>();

/** Newest first, as the server gives them page by page: a sort over what happens to be loaded would mislead. */
export function changeColumns(t: TFunction): Columns<InstancePackageChange> {
  return column.columns([
    column.display({
      id: 'at',
      header: t('changes.at'),
      cell: ({ row }) => <LocalTime at={row.original.at} relative />,
    }),
    column.display({
      id: 'package',
      header: t('changes.package'),
      cell: ({ row }) => <span className={classes.name}>{row.original.name}</span>,
    }),
    column.display({
      id: 'action',
      header: t('changes.actionLabel'),
      cell: ({ row }) => t(`changes.action.${row.original.action}`),
    }),
    column.display({
      id: 'versions',
      header: t('changes.versions'),
      meta: { grow: true },
      cell: ({ row: { original } }) => (
        <VersionChange installed={original.oldVersion ?? ''} available={original.newVersion ?? '—'} />
      ),
    }),
    column.display({ id: 'by', header: t('changes.by'), cell: ({ row }) => <ByCell change={row.original} /> }),
    column.display({
      id: 'window',
      header: t('changes.window'),
      cell: ({ row }) => <WindowCell open={row.original.windowOpen} />,
    }),
  ]);
}

function ByCell({ change: { instanceId, invocationId } }: { change: InstancePackageChange }) {
  const { t } = useTranslation();
  if (invocationId === null) return t('changes.byOthers');
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link
          to="/instances/$instanceId"
          params={{ instanceId }}
          search={{ tab: 'runs', run: invocationId }}
          {...props}
        />
      )}
    >
      {t('changes.byRun')}
    </Anchor>
  );
}

function WindowCell({ open }: { open: boolean | null }) {
  const { t } = useTranslation();
  if (open === null) return t('changes.noWindow');
  if (open) return <ToneBadge tone="ok">{t('changes.inside')}</ToneBadge>;
  return (
    <ToneBadge tone="bad" icon={IconAlertTriangle}>
      {t('changes.outside')}
    </ToneBadge>
  );
}
