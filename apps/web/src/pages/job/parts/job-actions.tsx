import { Button, Group } from '@mantine/core';
import type { ScheduledJob } from '@rustine/sdk';
import {
  IconArrowBackUp,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconRepeat,
  IconTrash,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeJob, useDeleteJob } from '../../../api/jobs.ts';
import { ErrorPanel } from '../../../components/error-panel/error-panel.tsx';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { RunJob } from './run-job.tsx';

/** All that can be done with a job; what can be taken back is done at once, the rest asks first. */
export function JobActions({ job }: { job: ScheduledJob }) {
  const { t } = useTranslation();
  const change = useChangeJob(job.id);
  const [asked, setAsked] = useState<'run' | 'delete' | null>(null);
  const close = () => setAsked(null);
  const { id: jobId, state, skipNext, nextRunAt } = job;
  const icon = { size: 17, 'aria-hidden': true } as const;
  const repeats = job.schedule.kind !== 'once' && job.schedule.kind !== 'now';
  return (
    <Group gap="xs">
      <Button leftSection={<IconPlayerPlay {...icon} />} onClick={() => setAsked('run')}>
        {t('jobs.runNow')}
      </Button>
      {state === 'ACTIVE' && nextRunAt !== null && repeats && (
        <Button
          variant="default"
          leftSection={skipNext ? <IconArrowBackUp {...icon} /> : <IconPlayerSkipForward {...icon} />}
          loading={change.isPending}
          onClick={() => change.mutate(skipNext ? 'unskip' : 'skip')}
        >
          {t(skipNext ? 'jobs.unskip' : 'jobs.skip')}
        </Button>
      )}
      {state === 'ACTIVE' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause {...icon} />}
          loading={change.isPending}
          onClick={() => change.mutate('pause')}
        >
          {t('jobs.pause')}
        </Button>
      )}
      {state === 'PAUSED' && (
        <Button
          variant="default"
          leftSection={<IconRepeat {...icon} />}
          loading={change.isPending}
          onClick={() => change.mutate('resume')}
        >
          {t('jobs.resume')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconPencil {...icon} />}
        renderRoot={(props) => <Link to="/jobs/$jobId/edit" params={{ jobId }} {...props} />}
      >
        {t('jobs.edit')}
      </Button>
      <Button variant="default" leftSection={<IconTrash {...icon} />} onClick={() => setAsked('delete')}>
        {t('jobs.delete')}
      </Button>
      {change.isError && <ErrorPanel error={change.error} />}
      {asked === 'run' && <RunJob job={job} onClose={close} />}
      {asked === 'delete' && <DeleteJob job={job} onClose={close} />}
    </Group>
  );
}

function DeleteJob({ job: { id, name }, onClose }: { job: ScheduledJob; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useDeleteJob(id);
  return (
    <ConfirmModal
      title={t('jobs.deleteTitle', { name })}
      text={t('jobs.deleteText')}
      action={t('jobs.delete')}
      change={remove}
      onClose={onClose}
      onDone={() => void navigate({ to: '/jobs' })}
    />
  );
}
