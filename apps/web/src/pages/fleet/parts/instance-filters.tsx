import { NativeSelect } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import classes from '../fleet.module.css';
import { statuses } from './statuses.ts';
import { labelsOf, type InstanceFilter } from './filter-instances.ts';

interface InstanceFiltersProps {
  instances: readonly ManagedInstance[];
  value: InstanceFilter;
  onChange: (filter: InstanceFilter) => void;
}

/** One choice for each way of narrowing; those that cannot narrow anything are not shown. */
export function InstanceFilters({ instances, value, onChange }: InstanceFiltersProps) {
  const { t } = useTranslation();
  const { data: groups = [] } = useQuery(groupsQuery);
  const labels = [...new Set(instances.flatMap(labelsOf))].toSorted((a, b) => a.localeCompare(b));
  const set = (part: Partial<InstanceFilter>) => onChange({ ...value, ...part });
  return (
    <div className={classes.filters} role="group" aria-label={t('places.filters')}>
      <CompartmentSelect
        compact
        label={t('places.compartment')}
        none={t('places.allCompartments')}
        value={value.compartmentId}
        onChange={(compartmentId) => set({ compartmentId })}
      />
      {groups.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('places.group')}
          value={value.groupId}
          onChange={(event) => set({ groupId: event.currentTarget.value })}
          data={[
            { value: '', label: t('places.allGroups') },
            ...groups.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      {labels.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('places.label')}
          value={value.label}
          onChange={(event) => set({ label: event.currentTarget.value })}
          data={[{ value: '', label: t('places.allLabels') }, ...labels]}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t('places.status')}
        value={value.status}
        onChange={(event) => set({ status: event.currentTarget.value })}
        data={[
          { value: '', label: t('places.allStatuses') },
          ...statuses.map((status) => ({ value: status, label: t(`status.${status}`) })),
        ]}
      />
    </div>
  );
}
