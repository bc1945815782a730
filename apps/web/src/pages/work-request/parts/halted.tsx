import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { WorkRequestDetail } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCancelWorkRequest, useResumeWorkRequest } from '../../../api/work.ts';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { RetryHalted } from './retry-halted.tsx';
import classes from './waves.module.css';

/** A wave failed, and the later ones wait for a person: what happened, until when, and the three ways on. */
export function Halted({ work }: { work: WorkRequestDetail }) {
  const { t } = useTranslation();
  const [retries, { open: askRetry, close: closeRetry }] = useDisclosure(false);
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
        <Button onClick={askRetry}>{t('waves.retry')}</Button>
        <Button variant="default" onClick={askResume}>
          {t('waves.resume')}
        </Button>
        <Button variant="default" onClick={askAbort}>
          {t('waves.abort')}
        </Button>
      </div>
      {retries && <RetryHalted workRequestId={work.id} wave={wave} onClose={closeRetry} />}
      {resumes && <Resume workRequestId={work.id} wave={wave} onClose={closeResume} />}
      {aborts && (
        <ConfirmModal
          title={t('waves.abortTitle')}
          text={t('waves.abortText')}
          action={t('waves.abortYes')}
          change={abort}
          onClose={closeAbort}
        />
      )}
    </section>
  );
}

function Resume({ workRequestId, wave, onClose }: { workRequestId: string; wave: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <ChangeModal
      title={t('waves.resumeTitle', { wave })}
      action={t('waves.resume')}
      asked={reason.trim()}
      change={useResumeWorkRequest(workRequestId)}
      onClose={onClose}
    >
      <Text>{t('waves.resumeText')}</Text>
      <TextInput
        data-autofocus
        label={t('waves.resumeReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ChangeModal>
  );
}
