import { Button } from '@mantine/core';
import type { WorkRequest } from '@rustine/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRetryWorkRequest } from '../../../api/work.ts';
import { ErrorPanel } from '../../../components/error-panel/error-panel.tsx';

/** Runs the same again where it did not succeed, and goes to the new work request. */
export function RetryWork({ work }: { work: WorkRequest }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const retry = useRetryWorkRequest(work.id);
  const failed = (work.counts.FAILED ?? 0) + (work.counts.TIMED_OUT ?? 0) + (work.counts.SKIPPED ?? 0);
  if (failed === 0) return null;
  const open = ({ id }: WorkRequest) =>
    void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId: id } });
  return (
    <>
      {retry.isError && <ErrorPanel error={retry.error} />}
      <Button
        size="xs"
        variant="default"
        loading={retry.isPending}
        onClick={() => retry.mutate(undefined, { onSuccess: open })}
      >
        {t('work.retry', { count: failed })}
      </Button>
    </>
  );
}
