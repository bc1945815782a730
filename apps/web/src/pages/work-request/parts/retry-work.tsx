import { Button, Checkbox } from '@mantine/core';
import type { WorkRequest, WorkRequestDetail } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freezesQuery } from '../../../api/windows.ts';
import { useRetryWorkRequest } from '../../../api/work.ts';
import { ErrorPanel } from '../../../components/error-panel/error-panel.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { FreezeOverride } from '../../../components/freeze-override/freeze-override.tsx';

/**
 * Runs the same again where it did not succeed, and goes to the new work request. Asks first while a freeze holds, and of a
 * run in waves whether to keep them, and whether to take up what was canceled.
 */
export function RetryWork({ work }: { work: WorkRequestDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const retry = useRetryWorkRequest(work.id);
  const { data: freezes = [] } = useQuery(freezesQuery());
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState('');
  const failed = (work.counts.FAILED ?? 0) + (work.counts.TIMED_OUT ?? 0) + (work.counts.SKIPPED ?? 0);
  const hadWaves = work.waves.length > 0;
  const left = hadWaves ? (work.counts.CANCELED ?? 0) : 0;
  const [canceled, setCanceled] = useState(failed === 0);
  const [inWaves, setInWaves] = useState(true);
  if (failed + left === 0) return null;
  const active = freezes.filter((freeze) => freeze.active);
  const open = ({ id }: WorkRequest) => {
    setAsks(false);
    void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId: id } });
  };
  const asked = { freezeReason: reason.trim(), canceled: canceled && left > 0, inWaves };
  const action = t('work.retry', { count: failed + (canceled ? left : 0) });
  return (
    <>
      {retry.isError && !asks && <ErrorPanel error={retry.error} />}
      <Button
        size="xs"
        variant="default"
        loading={retry.isPending}
        onClick={() => (active.length === 0 && !hadWaves ? retry.mutate(asked, { onSuccess: open }) : setAsks(true))}
      >
        {action}
      </Button>
      {asks && (
        <ChangeModal
          title={action}
          action={action}
          asked={asked}
          change={retry}
          onClose={() => setAsks(false)}
          onDone={open}
        >
          {hadWaves && (
            <Checkbox
              label={t('waves.retryInWaves')}
              description={t('waves.retryInWavesHint')}
              checked={inWaves}
              onChange={(event) => setInWaves(event.currentTarget.checked)}
            />
          )}
          {left > 0 && (
            <Checkbox
              label={t('waves.retryCanceled', { count: left })}
              checked={canceled}
              disabled={failed === 0}
              onChange={(event) => setCanceled(event.currentTarget.checked)}
            />
          )}
          <FreezeOverride freezes={active} reason={reason} onChange={setReason} />
        </ChangeModal>
      )}
    </>
  );
}
