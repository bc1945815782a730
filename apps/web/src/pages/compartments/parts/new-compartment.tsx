import { useTranslation } from 'react-i18next';
import { useCreateCompartment } from '../../../api/places.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';

export function NewCompartment({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [{ name, parentId }, change] = useDraft(() => ({ name: '', parentId: '' }));
  return (
    <ChangeModal
      title={t('compartments.new')}
      action={t('places.create')}
      asked={{ name, ...(parentId !== '' && { parentId }) }}
      change={useCreateCompartment()}
      onClose={onClose}
    >
      <NameInput value={name} onChange={(given) => change({ name: given })} />
      <CompartmentSelect
        label={t('places.parent')}
        value={parentId}
        onChange={(chosen) => change({ parentId: chosen })}
      />
    </ChangeModal>
  );
}
