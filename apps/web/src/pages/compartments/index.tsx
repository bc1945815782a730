import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { compartmentPaths, sortByPath } from '@rustine/sdk';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../api/places.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../components/data-table/match-search.ts';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { SearchInput } from '../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { compartmentColumns } from './parts/compartment-columns.tsx';
import type { CompartmentLine } from './parts/compartment-line.ts';
import { NewCompartment } from './parts/new-compartment.tsx';

export function CompartmentsPage() {
  const { t } = useTranslation();
  const query = useQuery(compartmentsQuery);
  const [search, setSearch] = useState('');
  const [opened, { open, close }] = useDisclosure(false);
  const columns = useMemo(() => compartmentColumns(t), [t]);
  const rows = useMemo(
    () => linesOf(query.data ?? []).filter(({ path }) => matchesSearch(search, [path])),
    [query.data, search],
  );
  return (
    <>
      <PageHeader
        title={t('compartments.title')}
        subtitle={t('compartments.subtitle')}
        actions={
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
            {t('compartments.new')}
          </Button>
        }
      />
      {opened && <NewCompartment onClose={close} />}
      <Panel
        flush
        title={t('compartments.table')}
        aside={
          <SearchInput
            label={t('compartments.searchLabel')}
            placeholder={t('compartments.searchHint')}
            value={search}
            onChange={setSearch}
          />
        }
      >
        <Loaded query={query} skeleton={<TableSkeleton />}>
          {() => (
            <DataTable
              label={t('compartments.table')}
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              pageSize={100}
              resetPageOn={search}
              empty={<NoMatch search={search} onReset={() => setSearch('')} />}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function linesOf(compartments: Parameters<typeof sortByPath>[0]): CompartmentLine[] {
  const paths = compartmentPaths(compartments);
  return sortByPath(compartments).map((each) => {
    const path = paths.get(each.id) ?? each.name;
    return { ...each, path, depth: each.parentId === null ? 0 : path.split('/').length };
  });
}
