import type { DocumentParameter } from '@rustine/sdk';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import classes from '../document.module.css';

const column = columnsOf<DocumentParameter>();

function allowedOf({ allowedValues, allowedPattern }: DocumentParameter): string {
  return allowedValues.length > 0 ? allowedValues.join(', ') : (allowedPattern ?? '');
}

function parameterColumns(t: TFunction): Columns<DocumentParameter> {
  return column.columns([
    column.accessor('name', {
      header: t('documents.parameter'),
      cell: ({ row }) => <span className={classes.mono}>{row.original.name}</span>,
    }),
    column.accessor('type', { header: t('documents.type') }),
    column.accessor('description', { header: t('documents.description'), meta: { grow: true } }),
    column.accessor((each) => each.default.join(', '), {
      id: 'default',
      header: t('documents.defaultValue'),
      cell: ({ row: { original } }) =>
        original.required ? (
          t('documents.required')
        ) : (
          <span className={classes.mono}>{original.default.join(', ')}</span>
        ),
    }),
    column.accessor(allowedOf, {
      id: 'allowed',
      header: t('documents.allowed'),
      cell: ({ row }) => <span className={classes.mono}>{allowedOf(row.original) || '—'}</span>,
    }),
  ]);
}

export function ParametersTable({ parameters }: { parameters: readonly DocumentParameter[] }) {
  const { t } = useTranslation();
  const columns = useMemo(() => parameterColumns(t), [t]);
  return (
    <DataTable
      label={t('runForm.parameters')}
      rows={parameters}
      columns={columns}
      rowId={({ name }) => name}
      empty={<p className={classes.none}>{t('runForm.noParameters')}</p>}
    />
  );
}
