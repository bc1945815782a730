import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { ManagedInstance } from '@rustine/sdk';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDeleteInstance } from '../../../api/fleet.ts';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';

/** Takes a machine that is gone out of the fleet, after a question. */
export function RemoveInstance({ instance: { id, displayName: name } }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useDeleteInstance(id);
  const done = () => {
    notifications.show({
      message: t('change.removed', { name }),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    void navigate({ to: '/' });
  };
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={open}>
        {t('change.remove')}
      </Button>
      {opened && (
        <ConfirmModal
          title={t('change.removeTitle', { name })}
          text={t('change.removeText')}
          action={t('change.remove')}
          change={remove}
          onClose={close}
          onDone={done}
        />
      )}
    </>
  );
}
