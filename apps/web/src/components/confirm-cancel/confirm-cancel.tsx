import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '../form-modal/confirm-modal.tsx';

interface ConfirmCancelProps {
  onClose: () => void;
  title: string;
  text: string;
  cancel: UseMutationResult<unknown, Error, void>;
}

/** Asks once more before something is canceled for good. */
export function ConfirmCancel({ onClose, title, text, cancel }: ConfirmCancelProps) {
  const { t } = useTranslation();
  return (
    <ConfirmModal
      title={title}
      text={text}
      action={t('work.cancelYes')}
      back={t('work.cancelNo')}
      change={cancel}
      onClose={onClose}
    />
  );
}
