import { MultiSelect } from '@mantine/core';
import type { ManagedInstanceGroup } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../../api/fleet.ts';
import { groupMembersQuery, useAddMembers } from '../../../api/places.ts';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';

/** At most this many are offered at once; typing a part of the name finds the others. */
const OFFERED = 50;

export function AddMembers({ group, onClose }: { group: ManagedInstanceGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: instances = [] } = useQuery(instancesQuery);
  const { data: members = [] } = useQuery(groupMembersQuery(group.id));
  const [chosen, setChosen] = useState<string[]>([]);
  const inside = new Set(members.map(({ id }) => id));
  const options = instances
    .filter(({ id }) => !inside.has(id))
    .map(({ id, displayName, hostname }) => ({
      value: id,
      label: displayName === hostname ? displayName : `${displayName} (${hostname})`,
    }));
  return (
    <ChangeModal
      title={t('groups.addTitle', { name: group.name })}
      action={t('groups.add')}
      asked={chosen.length === 0 ? null : chosen}
      change={useAddMembers(group.id)}
      onClose={onClose}
    >
      <MultiSelect
        data-autofocus
        searchable
        // In the dialog itself: beside it, those who move by landmarks would not find it.
        comboboxProps={{ withinPortal: false }}
        limit={OFFERED}
        label={t('groups.instances')}
        placeholder={chosen.length === 0 ? t('fleet.searchHint') : ''}
        nothingFoundMessage={t('common.noRows')}
        data={options}
        value={chosen}
        onChange={setChosen}
      />
    </ChangeModal>
  );
}
