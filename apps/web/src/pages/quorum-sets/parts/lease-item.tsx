import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { RebootLease } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReleaseLease } from '../../../api/quorum.ts';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { formatRelativeTime } from '../../../format/format-relative-time.ts';
import { useNow } from '../../../format/use-now.ts';
import classes from '../quorum-sets.module.css';
import { InstanceLink } from './instance-link.tsx';

/** Who may be down, since when, and until when it was expected back. */
export function LeaseItem({ quorumSetId, lease }: { quorumSetId: string; lease: RebootLease }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const [opened, { open, close }] = useDisclosure(false);
  const { instanceId, instanceName: name, invocationId, grantedAt, expectedBackBy } = lease;
  const when = (at: string) => formatRelativeTime(Date.parse(at), now, i18n.language);
  const late = Date.parse(expectedBackBy) < now;
  return (
    <li className={classes.row}>
      <InstanceLink instanceId={instanceId} invocationId={invocationId} name={name} />
      <span className={classes.dim}>{t('quorum.since', { when: when(grantedAt) })}</span>
      <span className={late ? classes.late : classes.dim}>
        {t(late ? 'quorum.overdue' : 'quorum.expected', { when: when(expectedBackBy) })}
      </span>
      <Button size="compact-xs" variant="default" aria-label={t('quorum.releaseOf', { name })} onClick={open}>
        {t('quorum.release')}
      </Button>
      {opened && <Release lease={{ quorumSetId, instanceId }} name={name} onClose={close} />}
    </li>
  );
}

interface ReleaseProps {
  lease: { quorumSetId: string; instanceId: string };
  name: string;
  onClose: () => void;
}

function Release({ lease, name, onClose }: ReleaseProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <ChangeModal
      title={t('quorum.releaseTitle', { name })}
      action={t('quorum.release')}
      danger
      asked={reason.trim() || null}
      change={useReleaseLease(lease)}
      onClose={onClose}
    >
      <Text>{t('quorum.releaseText')}</Text>
      <TextInput
        data-autofocus
        required
        maxLength={500}
        label={t('quorum.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ChangeModal>
  );
}
