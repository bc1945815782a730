import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freezesQuery } from '../../../api/windows.ts';
import { useRetryWorkRequest } from '../../../api/work.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { FreezeOverride } from '../../../components/freeze-override/freeze-override.tsx';

interface RetryHaltedProps {
  workRequestId: string;
  wave: string;
  onClose: () => void;
}

/** Runs what failed again and then what waits, in a new work request, and goes there. */
export function RetryHalted({ workRequestId, wave, onClose }: RetryHaltedProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const retry = useRetryWorkRequest(workRequestId);
  const { data: freezes = [] } = useQuery(freezesQuery());
  const [freezeReason, setFreezeReason] = useState('');
  const start = () =>
    retry.mutate(
      { freezeReason: freezeReason.trim(), canceled: false, inWaves: true },
      {
        onSuccess: ({ id }) => void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId: id } }),
      },
    );
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('waves.retryTitle', { wave })}
      action={t('waves.retry')}
      pending={retry.isPending}
      error={retry.error}
      onSubmit={start}
    >
      <Text>{t('waves.retryText')}</Text>
      <FreezeOverride
        freezes={freezes.filter(({ active }) => active)}
        reason={freezeReason}
        onChange={setFreezeReason}
      />
    </FormModal>
  );
}
