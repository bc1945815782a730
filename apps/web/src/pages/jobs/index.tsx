import { Button, NativeSelect } from '@mantine/core';
import { IconCalendarClock, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jobsQuery } from '../../api/jobs.ts';
import { windowsQuery } from '../../api/windows.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../components/data-table/match-search.ts';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { SearchInput } from '../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { actionWords } from '../../components/job-text/action-words.ts';
import { zoneOf } from '../../components/job-text/schedule-zone.ts';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import classes from './jobs.module.css';
import { jobColumns } from './parts/job-columns.tsx';

const states = ['ACTIVE', 'PAUSED', 'ENDED'] as const;
const byNext = [{ id: 'next', desc: false }];

export function JobsPage() {
  const { t, i18n } = useTranslation();
  const query = useQuery(jobsQuery);
  const { data: windows } = useQuery(windowsQuery());
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const columns = useMemo(() => jobColumns(t), [t]);
  const rows = useMemo(
    () =>
      (query.data ?? [])
        .map((job) => ({
          ...job,
          what: actionWords(job.action, t, i18n.language),
          zone: zoneOf(job.schedule, windows ?? []),
        }))
        .filter((job) => state === '' || job.state === state)
        .filter(({ name, description, what, id }) => matchesSearch(search, [name, description, what, id])),
    [query.data, windows, search, state, t, i18n.language],
  );
  const reset = () => {
    setSearch('');
    setState('');
  };
  const newJob = (
    <Button leftSection={<IconPlus size={17} aria-hidden />} renderRoot={(props) => <Link to="/jobs/new" {...props} />}>
      {t('jobs.new')}
    </Button>
  );
  const empty =
    query.data?.length === 0 ? (
      <EmptyState icon={IconCalendarClock} title={t('jobs.emptyTitle')} text={t('jobs.emptyText')} />
    ) : (
      <NoMatch search={search} onReset={reset} />
    );
  return (
    <>
      <PageHeader title={t('jobs.title')} subtitle={t('jobs.subtitle')} actions={newJob} />
      <Panel
        flush
        title={t('jobs.table')}
        aside={
          <div className={classes.tools}>
            <SearchInput
              label={t('jobs.searchLabel')}
              placeholder={t('jobs.searchHint')}
              value={search}
              onChange={setSearch}
            />
            <NativeSelect
              size="xs"
              aria-label={t('jobs.filter')}
              value={state}
              onChange={(event) => setState(event.currentTarget.value)}
              data={[
                { value: '', label: t('jobs.allStates') },
                ...states.map((each) => ({ value: each, label: t(`jobs.state.${each}`) })),
              ]}
            />
          </div>
        }
      >
        <Loaded query={query} skeleton={<TableSkeleton />}>
          {() => (
            <DataTable
              label={t('jobs.table')}
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              initialSort={byNext}
              resetPageOn={`${search} ${state}`}
              empty={empty}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
