import type { PowerProvider } from '@rustine/sdk';
import { IconPencil, IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { RowActions } from '../../../components/row-actions/row-actions.tsx';
import { reachedAt } from './reached-at.ts';

const column = columnsOf<PowerProvider>();

export type ProviderQuestion = 'test' | 'edit' | 'delete';

type Ask = (kind: ProviderQuestion, provider: PowerProvider) => void;

export function providerColumns(t: TFunction, ask: Ask): Columns<PowerProvider> {
  return column.columns([
    column.accessor('name', { header: t('places.name'), meta: { grow: true } }),
    column.accessor(({ settings }) => t(`power.kind.${settings.kind}`), { id: 'kind', header: t('power.kindLabel') }),
    column.accessor(({ settings }) => reachedAt(settings), { id: 'at', header: t('power.reachedAt') }),
    column.accessor('instances', { header: t('power.instances'), meta: { align: 'end' } }),
    column.display({
      id: 'actions',
      header: t('places.actions'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => (
        <RowActions
          actions={[
            {
              label: t('power.testOf', { name: original.name }),
              icon: IconStethoscope,
              onClick: () => ask('test', original),
            },
            {
              label: t('powerForm.editOf', { name: original.name }),
              icon: IconPencil,
              onClick: () => ask('edit', original),
            },
            {
              label: t('power.deleteOf', { name: original.name }),
              icon: IconTrash,
              onClick: () => ask('delete', original),
            },
          ]}
        />
      ),
    }),
  ]);
}
