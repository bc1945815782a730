import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../error-panel/error-panel.tsx';

interface ConfirmCancelProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  cancel: UseMutationResult<unknown, Error, void>;
}

/** Asks once more before something is canceled for good. */
export function ConfirmCancel({ opened, onClose, title, text, cancel }: ConfirmCancelProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      {/* No Modal.Header: it is a second banner to those who move by landmarks. */}
      <Modal.Content>
        <Modal.Body p="lg">
          <Stack>
            <Modal.Title fw={650}>{title}</Modal.Title>
            <Text>{text}</Text>
            {cancel.isError && <ErrorPanel error={cancel.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('work.cancelNo')}
              </Button>
              <Button
                color="red.9"
                loading={cancel.isPending}
                onClick={() => cancel.mutate(undefined, { onSuccess: onClose })}
              >
                {t('work.cancelYes')}
              </Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
