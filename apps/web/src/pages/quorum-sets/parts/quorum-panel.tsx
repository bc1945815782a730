import type { QuorumSet } from '@rustine/sdk';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteQuorumSet } from '../../../api/quorum.ts';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { RowActions } from '../../../components/row-actions/row-actions.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { InstanceStatusBadge } from '../../../components/state-badge/state-badges.tsx';
import classes from '../quorum-sets.module.css';
import { InstanceLink } from './instance-link.tsx';
import { LeaseItem } from './lease-item.tsx';
import { QuorumForm } from './quorum-form.tsx';

/** A set: its members, who may be down, and who waits. */
export function QuorumPanel({ set }: { set: QuorumSet }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const { name, maxDown, members, leases, waiting } = set;
  const nameOf = (id: string) => members.find(({ instanceId }) => instanceId === id)?.name ?? id;
  const aside = (
    <span className={classes.aside}>
      {t('quorum.maxDown', { count: maxDown })}
      <RowActions
        actions={[
          { label: t('quorum.edit', { name }), icon: IconPencil, onClick: () => setAsked('edit') },
          { label: t('quorum.delete', { name }), icon: IconTrash, onClick: () => setAsked('delete') },
        ]}
      />
    </span>
  );
  return (
    <Panel title={name} aside={aside}>
      <div className={classes.parts}>
        <Part title={t('quorum.members')} none="">
          {members.map((member) => (
            <li key={member.instanceId} className={classes.row}>
              <InstanceStatusBadge status={member.status} />
              <InstanceLink instanceId={member.instanceId} name={member.name} />
            </li>
          ))}
        </Part>
        <Part title={t('quorum.leases')} none={leases.length === 0 ? t('quorum.noLeases') : ''}>
          {leases.map((lease) => (
            <LeaseItem key={lease.instanceId} quorumSetId={set.id} lease={lease} />
          ))}
        </Part>
        <Part title={t('quorum.waiting')} none={waiting.length === 0 ? t('quorum.noWaiting') : ''}>
          {waiting.map(({ instanceId, invocationId, since, reason }) => (
            <li key={invocationId}>
              <InstanceLink instanceId={instanceId} invocationId={invocationId} name={nameOf(instanceId)} />{' '}
              <RelativeTime at={since} />
              <div className={classes.dim}>
                <ServerWords>{reason}</ServerWords>
              </div>
            </li>
          ))}
        </Part>
      </div>
      {asked === 'edit' && <QuorumForm set={set} onClose={() => setAsked(null)} />}
      {asked === 'delete' && <DeleteSet set={set} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function Part({ title, none, children }: { title: string; none: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      {none === '' ? <ul className={classes.list}>{children}</ul> : <p className={classes.none}>{none}</p>}
    </div>
  );
}

function DeleteSet({ set: { id, name }, onClose }: { set: QuorumSet; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteQuorumSet(id);
  return (
    <ConfirmModal
      title={t('quorum.deleteTitle', { name })}
      text={t('quorum.deleteText')}
      action={t('places.delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
