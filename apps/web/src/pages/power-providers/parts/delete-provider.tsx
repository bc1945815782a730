import type { PowerProvider } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useDeleteProvider } from '../../../api/power.ts';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';

export function DeleteProvider({ provider: { id, name }, onClose }: { provider: PowerProvider; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteProvider(id);
  return (
    <ConfirmModal
      title={t('power.deleteTitle', { name })}
      text={t('power.deleteText')}
      action={t('places.delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
