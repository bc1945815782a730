import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Invocation } from '@rustine/sdk';
import { IconBan } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCancelInvocation } from '../../../api/work.ts';
import { ConfirmCancel } from '../../../components/confirm-cancel/confirm-cancel.tsx';
import { isFinalInvocation } from '../../../states/final-states.ts';

/** The way to end one invocation and leave the others; nothing once it has ended. */
export function CancelInvocation({ run }: { run: Invocation }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useCancelInvocation(run.id);
  if (isFinalInvocation(run.state)) return null;
  const label = t('work.cancelOne', { name: run.instanceName });
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          aria-label={label}
          disabled={run.state === 'CANCELING'}
          onClick={open}
        >
          <IconBan size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {opened && (
        <ConfirmCancel
          onClose={close}
          title={t('work.cancelOneTitle', { name: run.instanceName })}
          text={t('work.cancelOneText')}
          cancel={cancel}
        />
      )}
    </>
  );
}
