import { Checkbox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ManagedInstance } from '@rustine/sdk';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { packageChangesQuery } from '../../../../api/package-changes.ts';
import { NoMatch } from '../../../../components/data-table/no-match.tsx';
import { PagedTable } from '../../../../components/data-table/paged-table.tsx';
import { SearchInput } from '../../../../components/data-table/search-input.tsx';
import { EmptyState } from '../../../../components/empty-state/empty-state.tsx';
import { changeColumns } from './change-columns.tsx';
import classes from './upkeep.module.css';

/** What package managers did on the machine, whoever asked for it; what lay outside a window is marked. */
export function ChangesTab({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [outsideWindow, setOutsideWindow] = useState(false);
  const [search] = useDebouncedValue(typed.trim(), 300);
  const query = useInfiniteQuery(packageChangesQuery(instance.id, { search, outsideWindow }));
  const columns = useMemo(() => changeColumns(t), [t]);
  const reset = () => {
    setTyped('');
    setOutsideWindow(false);
  };
  const empty =
    search === '' && !outsideWindow ? (
      <EmptyState icon={IconHistory} title={t('changes.emptyTitle')} text={t('changes.emptyText')} />
    ) : (
      <NoMatch search={search} onReset={reset} />
    );
  return (
    <>
      <div className={classes.filters}>
        <SearchInput
          label={t('changes.searchLabel')}
          placeholder={t('changes.searchHint')}
          value={typed}
          onChange={setTyped}
        />
        <Checkbox
          size="xs"
          label={t('changes.outsideOnly')}
          checked={outsideWindow}
          onChange={(event) => setOutsideWindow(event.currentTarget.checked)}
        />
      </div>
      <PagedTable
        label={t('changes.table')}
        query={query}
        columns={columns}
        rowId={({ at, name, architecture, action, newVersion }) =>
          `${at} ${name} ${architecture} ${action} ${newVersion ?? ''}`
        }
        empty={empty}
      />
    </>
  );
}
