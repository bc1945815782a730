import { ActionIcon, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteCompartment, useUpdateCompartment } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import classes from '../compartments.module.css';
import type { CompartmentLine } from './compartment-columns.tsx';

/** Rename, move and delete, for every compartment but the root. */
export function CompartmentActions({ compartment }: { compartment: CompartmentLine }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const close = () => setAsked(null);
  const { name } = compartment;
  return (
    <span className={classes.actions}>
      <Tooltip label={t('compartments.edit')}>
        <ActionIcon variant="default" aria-label={t('compartments.editOf', { name })} onClick={() => setAsked('edit')}>
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('places.delete')}>
        <ActionIcon
          variant="default"
          aria-label={t('compartments.deleteOf', { name })}
          onClick={() => setAsked('delete')}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {asked === 'edit' && <EditCompartment compartment={compartment} onClose={close} />}
      {asked === 'delete' && <DeleteCompartment compartment={compartment} onClose={close} />}
    </span>
  );
}

interface DialogProps {
  compartment: CompartmentLine;
  onClose: () => void;
}

function EditCompartment({ compartment, onClose }: DialogProps) {
  const { t } = useTranslation();
  const update = useUpdateCompartment(compartment.id);
  const [name, setName] = useState(compartment.name);
  const [parentId, setParentId] = useState(compartment.parentId ?? '');
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('compartments.editOf', { name: compartment.name })}
      action={t('places.save')}
      pending={update.isPending}
      error={update.error}
      onSubmit={() => update.mutate({ name, parentId }, { onSuccess: onClose })}
    >
      <TextInput
        data-autofocus
        required
        label={t('places.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <CompartmentSelect label={t('places.parent')} value={parentId} onChange={setParentId} without={compartment.id} />
    </FormModal>
  );
}

function DeleteCompartment({ compartment, onClose }: DialogProps) {
  const { t } = useTranslation();
  const remove = useDeleteCompartment(compartment.id);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('compartments.deleteTitle', { name: compartment.path })}
      action={t('places.delete')}
      danger
      pending={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate(undefined, { onSuccess: onClose })}
    >
      <Text>{t('compartments.deleteText')}</Text>
    </FormModal>
  );
}
