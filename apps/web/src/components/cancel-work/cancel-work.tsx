import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useCancelWorkRequest } from '../../api/work.ts';
import { ConfirmCancel } from '../confirm-cancel/confirm-cancel.tsx';

interface CancelWorkProps {
  workRequestId: string;
  /** It was asked for already and is on its way. */
  canceling: boolean;
}

export function CancelWork({ workRequestId, canceling }: CancelWorkProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useCancelWorkRequest(workRequestId);
  return (
    <>
      <Button size="xs" variant="default" onClick={open} disabled={canceling}>
        {t('work.cancel')}
      </Button>
      {opened && (
        <ConfirmCancel onClose={close} title={t('work.cancelTitle')} text={t('work.cancelText')} cancel={cancel} />
      )}
    </>
  );
}
