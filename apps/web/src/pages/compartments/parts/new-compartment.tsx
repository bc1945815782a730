import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreateCompartment } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';

export function NewCompartment({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateCompartment();
  const [name, setName] = useState('');
  const [parentId, setParentId] = useState('');
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('compartments.new')}
      action={t('places.create')}
      pending={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ name, ...(parentId !== '' && { parentId }) }, { onSuccess: onClose })}
    >
      <TextInput
        data-autofocus
        required
        label={t('places.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <CompartmentSelect label={t('places.parent')} value={parentId} onChange={setParentId} />
    </FormModal>
  );
}
