import type { ManagedInstance } from '@rustine/sdk';
import { IconCircleCheck, IconRadar2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { availableUpdatesQuery } from '../../../../api/fleet.ts';
import { TableSkeleton } from '../../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { UpdatesTable } from './updates-table.tsx';

export function UpdatesTab({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const scanned = instance.lastScanAt !== null;
  const asOf = `${instance.lastScanAt} ${instance.cveState} ${instance.cves}`;
  const updates = useQuery({ ...availableUpdatesQuery(instance.id, asOf), enabled: scanned });
  if (!scanned) {
    return <EmptyState icon={IconRadar2} title={t('instance.neverTitle')} text={t('instance.neverText')} />;
  }
  return (
    <Loaded query={updates} skeleton={<TableSkeleton rows={8} />}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState icon={IconCircleCheck} title={t('updates.emptyTitle')} text={t('updates.emptyText')} />
        ) : (
          <UpdatesTable updates={rows} />
        )
      }
    </Loaded>
  );
}
