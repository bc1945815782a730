import { MultiSelect, NumberInput } from '@mantine/core';
import type { QuorumSet } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../../api/fleet.ts';
import { useSaveQuorumSet } from '../../../api/quorum.ts';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';

/** At most this many are offered at once; typing a part of the name finds the others. */
const OFFERED = 50;

const places = { name: 'name', maxDown: 'maxDown', instanceIds: 'instanceIds' } as const;

/** Makes a set, or changes the one given. */
export function QuorumForm({ set, onClose }: { set: QuorumSet | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveQuorumSet(set?.id ?? null);
  const fault = faultAt(save.error, places);
  const { data: instances = [] } = useQuery(instancesQuery);
  const [draft, change] = useDraft(() => ({
    name: set?.name ?? '',
    maxDown: set?.maxDown ?? 1,
    instanceIds: set?.members.map(({ instanceId }) => instanceId) ?? [],
  }));
  const name = draft.name.trim();
  const whole = name !== '' && draft.instanceIds.length >= 2;
  return (
    <ChangeModal
      title={set === null ? t('quorum.newTitle') : t('quorum.editTitle', { name: set.name })}
      action={t(set === null ? 'places.create' : 'places.save')}
      asked={whole ? { ...draft, name } : null}
      change={save}
      places={places}
      onClose={onClose}
    >
      <NameInput error={fault('name')} value={draft.name} onChange={(given) => change({ name: given })} />
      <NumberInput
        label={t('quorum.maxDownLabel')}
        error={fault('maxDown')}
        min={1}
        max={1000}
        allowDecimal={false}
        value={draft.maxDown}
        onChange={(value) => change({ maxDown: Number(value) })}
      />
      <MultiSelect
        searchable
        comboboxProps={{ withinPortal: false }}
        limit={OFFERED}
        label={t('quorum.members')}
        error={fault('instanceIds')}
        description={t('quorum.membersHint')}
        nothingFoundMessage={t('common.noRows')}
        data={instances.map(({ id, displayName }) => ({ value: id, label: displayName }))}
        value={draft.instanceIds}
        onChange={(instanceIds) => change({ instanceIds })}
      />
    </ChangeModal>
  );
}
