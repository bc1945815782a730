import { Button, Text } from '@mantine/core';
import type { JobExecution } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCancelRestart } from '../../../api/jobs.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';

/** Cancels a restart that waits for its window, after a question. */
export function CancelRestart({ execution }: { execution: JobExecution }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const cancel = useCancelRestart(execution);
  const close = () => setAsked(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
        {t('jobs.cancelRestart')}
      </Button>
      <FormModal
        opened={asked}
        onClose={close}
        title={t('jobs.cancelRestartTitle')}
        action={t('jobs.cancelRestart')}
        danger
        pending={cancel.isPending}
        error={cancel.error}
        onSubmit={() => cancel.mutate(undefined, { onSuccess: close })}
      >
        <Text>{t('jobs.cancelRestartText')}</Text>
      </FormModal>
    </>
  );
}
