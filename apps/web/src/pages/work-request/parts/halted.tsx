import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { WorkRequestDetail } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCancelWorkRequest, useResumeWorkRequest } from '../../../api/work.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import classes from './waves.module.css';

/** A wave failed, and the later ones wait for a person: what happened, until when, and the two ways on. */
export function Halted({ work }: { work: WorkRequestDetail }) {
  const { t } = useTranslation();
  const [resumes, { open: askResume, close: closeResume }] = useDisclosure(false);
  const [aborts, { open: askAbort, close: closeAbort }] = useDisclosure(false);
  const abort = useCancelWorkRequest(work.id);
  if (work.halted === null) return null;
  const { wave, reason, until } = work.halted;
  return (
    <section className={classes.halted} role="alert" aria-label={t('waves.halted', { wave })}>
      <div className={classes.haltedWords}>
        <h2 className={classes.haltedTitle}>{t('waves.halted', { wave })}</h2>
        <ServerWords>{reason}</ServerWords>
        <span>
          {t('waves.haltedUntil')} <RelativeTime at={until} />
        </span>
      </div>
      <div className={classes.buttons}>
        <Button onClick={askResume}>{t('waves.resume')}</Button>
        <Button variant="default" onClick={askAbort}>
          {t('waves.abort')}
        </Button>
      </div>
      {resumes && <Resume workRequestId={work.id} wave={wave} onClose={closeResume} />}
      <FormModal
        opened={aborts}
        onClose={closeAbort}
        title={t('waves.abortTitle')}
        action={t('waves.abortYes')}
        danger
        pending={abort.isPending}
        error={abort.error}
        onSubmit={() => abort.mutate(undefined, { onSuccess: closeAbort })}
      >
        <Text>{t('waves.abortText')}</Text>
      </FormModal>
    </section>
  );
}

function Resume({ workRequestId, wave, onClose }: { workRequestId: string; wave: string; onClose: () => void }) {
  const { t } = useTranslation();
  const resume = useResumeWorkRequest(workRequestId);
  const [reason, setReason] = useState('');
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('waves.resumeTitle', { wave })}
      action={t('waves.resume')}
      pending={resume.isPending}
      error={resume.error}
      onSubmit={() => resume.mutate(reason.trim(), { onSuccess: onClose })}
    >
      <Text>{t('waves.resumeText')}</Text>
      <TextInput
        data-autofocus
        label={t('waves.resumeReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormModal>
  );
}
