import { Text, TextInput } from '@mantine/core';
import type { JobExecution, ScheduledJob } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jobForecastQuery, useRunJob } from '../../../api/jobs.ts';
import { newKey } from '../../../api/new-key.ts';
import { freezesQuery } from '../../../api/windows.ts';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { FreezeOverride } from '../../../components/freeze-override/freeze-override.tsx';

/** Runs it now; to go ahead over a freeze or outside of its windows a reason is asked for. */
export function RunJob({ job, onClose }: { job: ScheduledJob; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: freezes = [] } = useQuery(freezesQuery());
  const { data: forecast } = useQuery(jobForecastQuery(job.id));
  const [freezeReason, setFreezeReason] = useState('');
  const [windowReason, setWindowReason] = useState('');
  const [idempotencyKey] = useState(newKey);
  const active = freezes.filter((freeze) => freeze.active);
  const [overFreeze, overWindow] = [freezeReason.trim(), windowReason.trim()];
  const open = ({ workRequestId }: JobExecution) => {
    if (workRequestId === null) return onClose();
    void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId } });
  };
  const asked = {
    idempotencyKey,
    ...(overFreeze !== '' && { overrideFreeze: { reason: overFreeze } }),
    ...(overWindow !== '' && { ignoreWindow: { reason: overWindow } }),
  };
  return (
    <ChangeModal
      title={t('jobs.runTitle', { name: job.name })}
      action={t('jobs.runNow')}
      asked={asked}
      change={useRunJob(job.id)}
      onClose={onClose}
      onDone={open}
    >
      {forecast !== undefined && <Text fw={600}>{t('jobs.runOn', { count: forecast.instances })}</Text>}
      <Text>{t('jobs.runText')}</Text>
      <FreezeOverride freezes={active} reason={freezeReason} onChange={setFreezeReason} />
      {job.window !== null && (
        <TextInput
          label={t('jobs.windowReason')}
          description={t('jobs.windowReasonHint')}
          maxLength={500}
          value={windowReason}
          onChange={(event) => setWindowReason(event.currentTarget.value)}
        />
      )}
    </ChangeModal>
  );
}
