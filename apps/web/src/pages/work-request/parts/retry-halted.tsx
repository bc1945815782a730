import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freezesQuery } from '../../../api/windows.ts';
import { useRetryWorkRequest } from '../../../api/work.ts';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
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
  const { data: freezes = [] } = useQuery(freezesQuery());
  const [freezeReason, setFreezeReason] = useState('');
  return (
    <ChangeModal
      title={t('waves.retryTitle', { wave })}
      action={t('waves.retry')}
      asked={{ freezeReason: freezeReason.trim(), canceled: false, inWaves: true }}
      change={useRetryWorkRequest(workRequestId)}
      onClose={onClose}
      onDone={({ id }) => void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId: id } })}
    >
      <Text>{t('waves.retryText')}</Text>
      <FreezeOverride
        freezes={freezes.filter(({ active }) => active)}
        reason={freezeReason}
        onChange={setFreezeReason}
      />
    </ChangeModal>
  );
}
