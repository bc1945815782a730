import { Checkbox, Group, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WorkFilter, WorkRequestState } from '../../../api/work.ts';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import classes from '../work-requests.module.css';

const states = [
  'ACCEPTED',
  'IN_PROGRESS',
  'SUCCEEDED',
  'FAILED',
  'CANCELING',
  'CANCELED',
] as const satisfies readonly WorkRequestState[];

/** Days that one can look back. */
const spans = [1, 7, 30, 90, 365] as const;

interface WorkFiltersProps {
  filter: WorkFilter;
  onChange: (filter: WorkFilter) => void;
}

export function WorkFilters({ filter, onChange }: WorkFiltersProps) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" className={classes.filters}>
      <SearchInput
        label={t('history.searchLabel')}
        placeholder={t('history.searchHint')}
        value={filter.search}
        onChange={(search) => onChange({ ...filter, search })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('work.filter')}
        value={filter.state ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, state: states.find((name) => name === value) ?? null })
        }
        data={[
          { value: '', label: t('work.all') },
          ...states.map((name) => ({ value: name, label: t(`state.${name}`) })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('history.spanLabel')}
        value={String(filter.days ?? '')}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, days: spans.find((days) => String(days) === value) ?? null })
        }
        data={[
          { value: '', label: t('history.anyTime') },
          ...spans.map((days) => ({ value: String(days), label: t('history.lastDays', { count: days }) })),
        ]}
      />
      <Checkbox
        size="xs"
        label={t('history.withArchived')}
        checked={filter.archived}
        onChange={({ currentTarget: { checked } }) => onChange({ ...filter, archived: checked })}
      />
    </Group>
  );
}
