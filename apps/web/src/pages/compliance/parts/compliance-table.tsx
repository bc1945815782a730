import type { ComplianceReport } from '@rustine/sdk';
import { IconShieldCheck } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { NoMatch } from '../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { complianceColumns } from './compliance-columns.tsx';
import { OutstandingUpdates } from './outstanding-updates.tsx';
import { selectLines, type ComplianceLine } from './verdict.ts';

const worstFirst = [{ id: 'security', desc: true }];

export function ComplianceTable({ report }: { report: ComplianceReport }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const sought = useDeferredValue(search);
  const columns = useMemo(() => complianceColumns(t), [t]);
  const rows = useMemo(() => selectLines(report.instances, sought), [report.instances, sought]);
  const details = {
    label: (line: ComplianceLine) => t('compliance.showDetails', { name: line.displayName }),
    render: (line: ComplianceLine) => <OutstandingUpdates line={line} />,
  };
  const searchInput = (
    <SearchInput
      label={t('compliance.searchLabel')}
      placeholder={t('compliance.searchHint')}
      value={search}
      onChange={setSearch}
    />
  );
  const empty =
    report.instances.length === 0 ? (
      <EmptyState icon={IconShieldCheck} title={t('compliance.emptyTitle')} text={t('compliance.emptyText')} />
    ) : (
      <NoMatch search={sought} onReset={() => setSearch('')} />
    );
  return (
    <Panel flush title={t('compliance.table')} aside={searchInput}>
      <DataTable
        label={t('compliance.table')}
        rows={rows}
        columns={columns}
        rowId={(line) => line.id}
        initialSort={worstFirst}
        resetPageOn={sought}
        details={details}
        empty={empty}
      />
    </Panel>
  );
}
