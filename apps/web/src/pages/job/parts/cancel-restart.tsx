import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { JobExecution } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useCancelRestart } from '../../../api/jobs.ts';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';

/** Cancels a restart that waits for its window, after a question. */
export function CancelRestart({ execution }: { execution: JobExecution }) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure(false);
  const cancel = useCancelRestart(execution);
  return (
    <>
      <Button mt={4} variant="default" size="compact-sm" onClick={open}>
        {t('jobs.cancelRestart')}
      </Button>
      {asked && (
        <ConfirmModal
          title={t('jobs.cancelRestartTitle')}
          text={t('jobs.cancelRestartText')}
          action={t('jobs.cancelRestart')}
          back={t('jobs.cancelRestartNo')}
          change={cancel}
          onClose={close}
        />
      )}
    </>
  );
}
