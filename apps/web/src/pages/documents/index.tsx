import { Anchor, Button } from '@mantine/core';
import type { DocumentSummary } from '@rustine/sdk';
import { IconFileText, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { documentsQuery } from '../../api/documents.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { columnsOf, type Columns } from '../../components/data-table/table-features.ts';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { RelativeTime } from '../../components/relative-time/relative-time.tsx';

const column = columnsOf<DocumentSummary>();
const byName = [{ id: 'name', desc: false }];

function documentColumns(t: TFunction): Columns<DocumentSummary> {
  return column.columns([
    column.accessor('name', {
      header: t('documents.name'),
      cell: ({ row: { original } }) => (
        <Anchor
          size="sm"
          fw={600}
          renderRoot={(props) => (
            <Link to="/documents/$documentName" params={{ documentName: original.name }} {...props} />
          )}
        >
          {original.name}
        </Anchor>
      ),
    }),
    column.accessor('description', { header: t('documents.description'), meta: { grow: true } }),
    column.accessor('version', { header: t('documents.newest'), meta: { align: 'end' } }),
    column.accessor('defaultVersion', { header: t('documents.default'), meta: { align: 'end' } }),
    column.accessor('registeredBy', { header: t('documents.by') }),
    column.accessor('registeredAt', {
      header: t('documents.at'),
      cell: ({ row }) => <RelativeTime at={row.original.registeredAt} />,
    }),
  ]);
}

export function DocumentsPage() {
  const { t } = useTranslation();
  const query = useQuery(documentsQuery);
  const columns = useMemo(() => documentColumns(t), [t]);
  const empty = <EmptyState icon={IconFileText} title={t('documents.none')} text={t('documents.noneText')} />;
  const run = (
    <Button
      size="xs"
      leftSection={<IconPlayerPlay size={15} aria-hidden />}
      renderRoot={(props) => <Link to="/run" search={{}} {...props} />}
    >
      {t('runForm.title')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('documents.title')} subtitle={t('documents.subtitle')} actions={run} />
      <Panel flush title={t('documents.table')}>
        <Loaded query={query} skeleton={<TableSkeleton />}>
          {(documents) => (
            <DataTable
              label={t('documents.table')}
              rows={documents}
              columns={columns}
              rowId={({ name }) => name}
              initialSort={byName}
              empty={empty}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
