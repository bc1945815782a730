import { Button } from '@mantine/core';
import { compartmentPaths, type Freeze } from '@rustine/sdk';
import { IconPlus, IconSnowflake } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../../api/places.ts';
import { freezesQuery, useDeleteFreeze } from '../../../api/windows.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { freezeColumns } from './freeze-columns.tsx';
import { FreezeForm } from './freeze-form.tsx';
import { Periods } from './periods.tsx';
import type { Asked } from './window-panel.tsx';

export function FreezePanel() {
  const { t } = useTranslation();
  const query = useQuery(freezesQuery());
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const [asked, setAsked] = useState<Asked<Freeze>>(null);
  const columns = useMemo(() => freezeColumns(t, (kind, thing) => setAsked({ kind, thing })), [t]);
  const rows = useMemo(() => {
    const paths = compartmentPaths(compartments);
    const root = compartments.find(({ parentId }) => parentId === null)?.id;
    return (query.data ?? []).map((freeze) => ({
      ...freeze,
      place: freeze.compartmentId === root ? t('freezes.everything') : (paths.get(freeze.compartmentId) ?? ''),
    }));
  }, [query.data, compartments, t]);
  const close = () => setAsked(null);
  return (
    <Panel
      flush
      title={t('freezes.table')}
      aside={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAsked({ kind: 'new' })}>
          {t('freezes.new')}
        </Button>
      }
    >
      <Loaded query={query} skeleton={<TableSkeleton rows={4} />}>
        {() => (
          <DataTable
            label={t('freezes.table')}
            rows={rows}
            columns={columns}
            rowId={({ id }) => id}
            empty={
              <EmptyState
                icon={IconSnowflake}
                title={t('freezes.emptyTitle')}
                text={t('freezes.emptyText')}
                heading="h3"
              />
            }
            details={{
              label: ({ name }) => t('freezes.periodsOf', { name }),
              render: (freeze) => <Periods freeze={freeze} />,
            }}
          />
        )}
      </Loaded>
      {asked?.kind === 'new' && <FreezeForm freeze={null} onClose={close} />}
      {asked?.kind === 'edit' && <FreezeForm freeze={asked.thing} onClose={close} />}
      {asked?.kind === 'delete' && <DeleteFreeze freeze={asked.thing} onClose={close} />}
    </Panel>
  );
}

function DeleteFreeze({ freeze: { id, name }, onClose }: { freeze: Freeze; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteFreeze(id);
  return (
    <ConfirmModal
      title={t('freezes.deleteTitle', { name })}
      text={t('freezes.deleteText')}
      action={t('places.delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
