import { Anchor } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { LabelList } from '../../../components/label-list/label-list.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { InstanceStatusBadge } from '../../../components/state-badge/state-badges.tsx';
import { UnknownOr } from '../../../components/unknown-or/unknown-or.tsx';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import classes from '../fleet.module.css';

const column = columnsOf<ManagedInstance>();
const attention: Record<ManagedInstance['status'], number> = {
  OFFLINE: 0,
  STALE: 1,
  REBOOTING: 2,
  STOPPED: 3,
  ONLINE: 4,
};

function NameCell({ instance }: { instance: ManagedInstance }) {
  return (
    <span>
      <Anchor
        className={classes.name}
        size="sm"
        renderRoot={(props) => <Link to="/instances/$instanceId" params={{ instanceId: instance.id }} {...props} />}
      >
        {instance.displayName}
      </Anchor>
      {instance.hostname !== instance.displayName && <span className={classes.host}>{instance.hostname}</span>}
      {Object.keys(instance.labels).length > 0 && (
        <span className={classes.labels}>
          <LabelList labels={instance.labels} />
        </span>
      )}
    </span>
  );
}

function CountCell({ value }: { value: number | null }) {
  return (
    <UnknownOr value={value}>
      {(count) => <span className={count > 0 ? classes.bad : undefined}>{count}</span>}
    </UnknownOr>
  );
}

/** Figures that nobody knows yet sort last, whatever the direction. */
export function instanceColumns(t: TFunction): Columns<ManagedInstance> {
  return column.columns([
    column.accessor((row) => attention[row.status], {
      id: 'status',
      header: t('fleet.status'),
      cell: ({ row }) => <InstanceStatusBadge status={row.original.status} />,
    }),
    column.accessor('displayName', {
      header: t('fleet.name'),
      cell: ({ row }) => <NameCell instance={row.original} />,
    }),
    column.accessor('osName', { header: t('fleet.os') }),
    column.accessor((row) => row.securityUpdates ?? undefined, {
      id: 'security',
      header: t('fleet.security'),
      meta: { align: 'end' },
      cell: ({ row }) => <CountCell value={row.original.securityUpdates} />,
    }),
    column.accessor((row) => row.cves ?? undefined, {
      id: 'cves',
      header: t('fleet.cves'),
      meta: { align: 'end' },
      cell: ({ row }) => <CountCell value={row.original.cves} />,
    }),
    column.accessor((row) => row.rebootRequired ?? undefined, {
      id: 'reboot',
      header: t('fleet.rebootShort'),
      cell: ({ row }) => (
        <UnknownOr value={row.original.rebootRequired}>
          {(required) => (required ? <ToneBadge tone="warn">{t('fleet.rebootYes')}</ToneBadge> : t('common.no'))}
        </UnknownOr>
      ),
    }),
    column.accessor((row) => row.lastScanAt ?? undefined, {
      id: 'lastScan',
      header: t('fleet.lastScanShort'),
      cell: ({ row }) => <RelativeTime at={row.original.lastScanAt} />,
    }),
    column.accessor((row) => row.lastCheckInAt ?? undefined, {
      id: 'lastCheckIn',
      header: t('fleet.lastCheckIn'),
      cell: ({ row }) => <RelativeTime at={row.original.lastCheckInAt} />,
    }),
  ]);
}
