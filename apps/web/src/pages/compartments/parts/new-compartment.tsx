import { useTranslation } from 'react-i18next';
import { useCreateCompartment } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';
import { compartmentPlaces } from './compartment-places.ts';

export function NewCompartment({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const save = useCreateCompartment();
  const fault = faultAt(save.error, compartmentPlaces);
  const [{ name, parentId }, change] = useDraft(() => ({ name: '', parentId: '' }));
  return (
    <ChangeModal
      title={t('compartments.new')}
      action={t('places.create')}
      asked={{ name, ...(parentId !== '' && { parentId }) }}
      change={save}
      places={compartmentPlaces}
      onClose={onClose}
    >
      <NameInput error={fault('name')} value={name} onChange={(given) => change({ name: given })} />
      <CompartmentSelect
        label={t('places.parent')}
        error={fault('parentId')}
        value={parentId}
        onChange={(chosen) => change({ parentId: chosen })}
      />
    </ChangeModal>
  );
}
