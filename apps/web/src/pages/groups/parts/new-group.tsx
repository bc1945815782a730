import { SegmentedControl, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreateGroup } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { groupPlaces } from '../../../components/group-form/group-places.ts';
import { draftOf, ruleOf } from '../../../components/group-form/rule-draft.ts';
import { RuleFields } from '../../../components/group-form/rule-fields.tsx';
import { NameInput } from '../../../components/name-input/name-input.tsx';

const kinds = ['listed', 'dynamic'] as const;

/** Makes a group and goes there. */
export function NewGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const save = useCreateGroup();
  const fault = faultAt(save.error, groupPlaces);
  const [name, setName] = useState('');
  const [compartmentId, setCompartmentId] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('listed');
  const [draft, setDraft] = useState(() => draftOf(null));
  const rule = kind === 'dynamic' ? ruleOf(draft) : undefined;
  const asked = { name, ...(compartmentId !== '' && { compartmentId }), ...(rule && { rule }) };
  return (
    <ChangeModal
      title={t('groups.new')}
      action={t('places.create')}
      asked={rule === null ? null : asked}
      change={save}
      places={groupPlaces}
      onClose={onClose}
      onDone={({ id }) => void navigate({ to: '/groups/$groupId', params: { groupId: id } })}
    >
      <NameInput error={fault('name')} value={name} onChange={setName} />
      <CompartmentSelect
        label={t('places.parent')}
        error={fault('compartmentId')}
        value={compartmentId}
        onChange={setCompartmentId}
      />
      <SegmentedControl
        fullWidth
        aria-label={t('groups.kind')}
        value={kind}
        onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'listed')}
        data={kinds.map((each) => ({ value: each, label: t(`groups.${each}`) }))}
      />
      {kind === 'listed' ? (
        <Text size="sm" c="dimmed">
          {t('groups.listedHint')}
        </Text>
      ) : (
        <RuleFields draft={draft} onChange={setDraft} fault={fault} />
      )}
    </ChangeModal>
  );
}
