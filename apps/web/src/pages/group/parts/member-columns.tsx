import { ActionIcon, Anchor, Tooltip } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useRemoveMembers } from '../../../api/places.ts';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { LabelList } from '../../../components/label-list/label-list.tsx';
import { InstanceStatusBadge } from '../../../components/state-badge/state-badges.tsx';
import classes from '../group.module.css';

const column = columnsOf<ManagedInstance>();

/** `groupId` of a listed group, whose members can be taken out here; null for a dynamic one. */
export function memberColumns(t: TFunction, groupId: string | null): Columns<ManagedInstance> {
  const remove = column.display({
    id: 'remove',
    header: t('places.actions'),
    meta: { align: 'end' },
    cell: ({ row }) => groupId !== null && <RemoveMember groupId={groupId} instance={row.original} />,
  });
  return column.columns([
    column.accessor('status', {
      header: t('fleet.status'),
      cell: ({ row }) => <InstanceStatusBadge status={row.original.status} />,
    }),
    column.accessor('displayName', {
      header: t('fleet.name'),
      cell: ({ row: { original } }) => (
        <Anchor
          className={classes.name}
          size="sm"
          renderRoot={(props) => <Link to="/instances/$instanceId" params={{ instanceId: original.id }} {...props} />}
        >
          {original.displayName}
        </Anchor>
      ),
    }),
    column.accessor('osName', { header: t('fleet.os') }),
    column.display({
      id: 'labels',
      header: t('labels.title'),
      cell: ({ row }) => <LabelList labels={row.original.labels} />,
    }),
    ...(groupId === null ? [] : [remove]),
  ]);
}

function RemoveMember({ groupId, instance: { id, displayName } }: { groupId: string; instance: ManagedInstance }) {
  const { t } = useTranslation();
  const remove = useRemoveMembers(groupId);
  const label = t('groups.remove', { name: displayName });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} loading={remove.isPending} onClick={() => remove.mutate([id])}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
