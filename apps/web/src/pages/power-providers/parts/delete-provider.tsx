import { Text } from '@mantine/core';
import type { PowerProvider } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useDeleteProvider } from '../../../api/power.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';

export function DeleteProvider({ provider: { id, name }, onClose }: { provider: PowerProvider; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteProvider(id);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('power.deleteTitle', { name })}
      action={t('places.delete')}
      danger
      pending={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate(undefined, { onSuccess: onClose })}
    >
      <Text>{t('power.deleteText')}</Text>
    </FormModal>
  );
}
