import { TextInput } from '@mantine/core';
import type { ManagedInstanceGroup } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdateGroup } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { draftOf, ruleOf } from '../../../components/group-form/rule-draft.ts';
import { RuleFields } from '../../../components/group-form/rule-fields.tsx';

export function EditGroup({ group, onClose }: { group: ManagedInstanceGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useUpdateGroup(group.id);
  const [name, setName] = useState(group.name);
  const [compartmentId, setCompartmentId] = useState(group.compartmentId);
  const [draft, setDraft] = useState(() => draftOf(group.rule));
  const submit = () => {
    const rule = group.rule === null ? undefined : ruleOf(draft);
    if (rule === null) return;
    update.mutate({ name, compartmentId, ...(rule !== undefined && { rule }) }, { onSuccess: onClose });
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('groups.editTitle', { name: group.name })}
      action={t('places.save')}
      pending={update.isPending}
      error={update.error}
      onSubmit={submit}
    >
      <TextInput
        data-autofocus
        required
        label={t('places.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <CompartmentSelect label={t('places.parent')} value={compartmentId} onChange={setCompartmentId} />
      {group.rule !== null && <RuleFields draft={draft} onChange={setDraft} />}
    </FormModal>
  );
}
