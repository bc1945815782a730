import { Button } from '@mantine/core';
import type { MaintenanceWindow } from '@rustine/sdk';
import { IconPlus, IconWindow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteWindow, windowsQuery } from '../../../api/windows.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { Openings } from './openings.tsx';
import { windowColumns } from './window-columns.tsx';
import { WindowForm } from './window-form.tsx';

export type Asked<Thing> = { kind: 'new' } | { kind: 'edit' | 'delete'; thing: Thing } | null;

export function WindowPanel() {
  const { t } = useTranslation();
  const query = useQuery(windowsQuery());
  const [asked, setAsked] = useState<Asked<MaintenanceWindow>>(null);
  const columns = useMemo(() => windowColumns(t, (kind, thing) => setAsked({ kind, thing })), [t]);
  const close = () => setAsked(null);
  return (
    <Panel
      flush
      title={t('windows.table')}
      aside={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAsked({ kind: 'new' })}>
          {t('windows.new')}
        </Button>
      }
    >
      <Loaded query={query} skeleton={<TableSkeleton rows={4} />}>
        {(windows) => (
          <DataTable
            label={t('windows.table')}
            rows={windows}
            columns={columns}
            rowId={({ id }) => id}
            empty={
              <EmptyState
                icon={IconWindow}
                title={t('windows.emptyTitle')}
                text={t('windows.emptyText')}
                heading="h3"
              />
            }
            details={{
              label: ({ name }) => t('windows.details', { name }),
              render: (window) => <Openings window={window} />,
            }}
          />
        )}
      </Loaded>
      {asked?.kind === 'new' && <WindowForm window={null} onClose={close} />}
      {asked?.kind === 'edit' && <WindowForm window={asked.thing} onClose={close} />}
      {asked?.kind === 'delete' && <DeleteWindow window={asked.thing} onClose={close} />}
    </Panel>
  );
}

function DeleteWindow({ window: { id, name }, onClose }: { window: MaintenanceWindow; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteWindow(id);
  return (
    <ConfirmModal
      title={t('windows.deleteTitle', { name })}
      text={t('windows.deleteText')}
      action={t('places.delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
