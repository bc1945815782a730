import { Button, Group } from '@mantine/core';
import type { ManagedInstanceGroup } from '@rustine/sdk';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteGroup } from '../../../api/places.ts';
import { ConfirmModal } from '../../../components/form-modal/confirm-modal.tsx';
import { AddMembers } from './add-members.tsx';
import { EditGroup } from './edit-group.tsx';

export function GroupActions({ group }: { group: ManagedInstanceGroup }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'add' | 'edit' | 'delete' | null>(null);
  const close = () => setAsked(null);
  return (
    <Group gap="xs">
      {group.rule === null && (
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setAsked('add')}>
          {t('groups.add')}
        </Button>
      )}
      <Button variant="default" leftSection={<IconPencil size={17} aria-hidden />} onClick={() => setAsked('edit')}>
        {t('groups.edit')}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => setAsked('delete')}>
        {t('places.delete')}
      </Button>
      {asked === 'add' && <AddMembers group={group} onClose={close} />}
      {asked === 'edit' && <EditGroup group={group} onClose={close} />}
      {asked === 'delete' && <DeleteGroup group={group} onClose={close} />}
    </Group>
  );
}

function DeleteGroup({ group: { id, name }, onClose }: { group: ManagedInstanceGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useDeleteGroup(id);
  return (
    <ConfirmModal
      title={t('groups.deleteTitle', { name })}
      text={t('groups.deleteText')}
      action={t('places.delete')}
      change={remove}
      onClose={onClose}
      onDone={() => void navigate({ to: '/groups' })}
    />
  );
}
