import { MultiSelect, NumberInput, TextInput } from '@mantine/core';
import type { QuorumSet } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../../api/fleet.ts';
import { useCreateQuorumSet, useUpdateQuorumSet } from '../../../api/quorum.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';

/** At most this many are offered at once; typing a part of the name finds the others. */
const OFFERED = 50;

/** Makes a set, or changes the one given. */
export function QuorumForm({ set, onClose }: { set: QuorumSet | null; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateQuorumSet();
  const update = useUpdateQuorumSet(set?.id ?? '');
  const { data: instances = [] } = useQuery(instancesQuery);
  const [name, setName] = useState(set?.name ?? '');
  const [maxDown, setMaxDown] = useState(set?.maxDown ?? 1);
  const [instanceIds, setInstanceIds] = useState(() => set?.members.map(({ instanceId }) => instanceId) ?? []);
  const { isPending, error } = set === null ? create : update;
  const body = { name: name.trim(), maxDown, instanceIds };
  const whole = body.name !== '' && instanceIds.length >= 2;
  const submit = () => {
    if (!whole) return;
    if (set === null) create.mutate(body, { onSuccess: onClose });
    else update.mutate(body, { onSuccess: onClose });
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={set === null ? t('quorum.newTitle') : t('quorum.editTitle', { name: set.name })}
      action={t(set === null ? 'places.create' : 'places.save')}
      disabled={!whole}
      pending={isPending}
      error={error}
      onSubmit={submit}
    >
      <TextInput
        data-autofocus
        required
        maxLength={100}
        label={t('places.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NumberInput
        label={t('quorum.maxDownLabel')}
        min={1}
        max={1000}
        allowDecimal={false}
        value={maxDown}
        onChange={(value) => setMaxDown(Number(value))}
      />
      <MultiSelect
        searchable
        comboboxProps={{ withinPortal: false }}
        limit={OFFERED}
        label={t('quorum.members')}
        description={t('quorum.membersHint')}
        nothingFoundMessage={t('common.noRows')}
        data={instances.map(({ id, displayName }) => ({ value: id, label: displayName }))}
        value={instanceIds}
        onChange={setInstanceIds}
      />
    </FormModal>
  );
}
