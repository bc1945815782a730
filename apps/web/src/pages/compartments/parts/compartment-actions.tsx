import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteCompartment, useUpdateCompartment } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';
import classes from '../compartments.module.css';
import { compartmentPlaces } from './compartment-places.ts';
import type { CompartmentLine } from './compartment-line.ts';

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
  const save = useUpdateCompartment(compartment.id);
  const fault = faultAt(save.error, compartmentPlaces);
  const [draft, change] = useDraft(() => ({ name: compartment.name, parentId: compartment.parentId ?? '' }));
  return (
    <ChangeModal
      title={t('compartments.editOf', { name: compartment.name })}
      action={t('places.save')}
      asked={draft}
      change={save}
      places={compartmentPlaces}
      onClose={onClose}
    >
      <NameInput error={fault('name')} value={draft.name} onChange={(name) => change({ name })} />
      <CompartmentSelect
        label={t('places.parent')}
        error={fault('parentId')}
        value={draft.parentId}
        onChange={(parentId) => change({ parentId })}
        without={compartment.id}
      />
    </ChangeModal>
  );
}

function DeleteCompartment({ compartment, onClose }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmModal
      title={t('compartments.deleteTitle', { name: compartment.path })}
      text={t('compartments.deleteText')}
      action={t('places.delete')}
      change={useDeleteCompartment(compartment.id)}
      onClose={onClose}
    />
  );
}
