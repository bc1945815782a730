import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useCancelWorkRequest } from '../../api/work.ts';
import { ErrorPanel } from '../error-panel/error-panel.tsx';

interface CancelWorkProps {
  workRequestId: string;
  /** It was asked for already and is on its way. */
  canceling: boolean;
}

export function CancelWork({ workRequestId, canceling }: CancelWorkProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useCancelWorkRequest(workRequestId);
  return (
    <>
      <Button size="xs" variant="default" onClick={open} disabled={canceling}>
        {t('work.cancel')}
      </Button>
      <Modal.Root opened={opened} onClose={close} centered>
        <Modal.Overlay />
        {/* No Modal.Header: it is a second banner to those who move by landmarks. */}
        <Modal.Content>
          <Modal.Body p="lg">
            <Stack>
              <Modal.Title fw={650}>{t('work.cancelTitle')}</Modal.Title>
              <Text>{t('work.cancelText')}</Text>
              {cancel.isError && <ErrorPanel error={cancel.error} />}
              <Group justify="flex-end">
                <Button variant="default" onClick={close}>
                  {t('work.cancelNo')}
                </Button>
                <Button
                  color="red.9"
                  loading={cancel.isPending}
                  onClick={() => cancel.mutate(undefined, { onSuccess: close })}
                >
                  {t('work.cancelYes')}
                </Button>
              </Group>
            </Stack>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
