import type { ManagedInstanceGroup } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdateGroup } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { groupPlaces } from '../../../components/group-form/group-places.ts';
import { draftOf, ruleOf } from '../../../components/group-form/rule-draft.ts';
import { RuleFields } from '../../../components/group-form/rule-fields.tsx';
import { NameInput } from '../../../components/name-input/name-input.tsx';

export function EditGroup({ group, onClose }: { group: ManagedInstanceGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useUpdateGroup(group.id);
  const fault = faultAt(save.error, groupPlaces);
  const [name, setName] = useState(group.name);
  const [compartmentId, setCompartmentId] = useState(group.compartmentId);
  const [draft, setDraft] = useState(() => draftOf(group.rule));
  const rule = group.rule === null ? undefined : ruleOf(draft);
  return (
    <ChangeModal
      title={t('groups.editTitle', { name: group.name })}
      action={t('places.save')}
      asked={rule === null ? null : { name, compartmentId, ...(rule !== undefined && { rule }) }}
      change={save}
      places={groupPlaces}
      onClose={onClose}
    >
      <NameInput error={fault('name')} value={name} onChange={setName} />
      <CompartmentSelect
        label={t('places.parent')}
        error={fault('compartmentId')}
        value={compartmentId}
        onChange={setCompartmentId}
      />
      {group.rule !== null && <RuleFields draft={draft} onChange={setDraft} fault={fault} />}
    </ChangeModal>
  );
}
