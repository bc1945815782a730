import { SegmentedControl, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreateGroup } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { draftOf, ruleOf } from '../../../components/group-form/rule-draft.ts';
import { RuleFields } from '../../../components/group-form/rule-fields.tsx';

const kinds = ['listed', 'dynamic'] as const;

/** Makes a group and goes there. */
export function NewGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateGroup();
  const [name, setName] = useState('');
  const [compartmentId, setCompartmentId] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('listed');
  const [draft, setDraft] = useState(() => draftOf(null));
  const submit = () => {
    const rule = kind === 'dynamic' ? ruleOf(draft) : undefined;
    if (rule === null) return;
    create.mutate(
      { name, ...(compartmentId !== '' && { compartmentId }), ...(rule !== undefined && { rule }) },
      { onSuccess: ({ id }) => void navigate({ to: '/groups/$groupId', params: { groupId: id } }) },
    );
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('groups.new')}
      action={t('places.create')}
      pending={create.isPending}
      error={create.error}
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
        <RuleFields draft={draft} onChange={setDraft} />
      )}
    </FormModal>
  );
}
