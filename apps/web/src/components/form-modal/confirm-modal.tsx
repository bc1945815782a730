import { Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { ChangeModal } from './change-modal.tsx';

interface ConfirmModalProps {
  title: string;
  /** What it means to do it. */
  text: string;
  action: string;
  back?: string;
  /** It takes nothing away. */
  harmless?: boolean;
  change: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'reset' | 'isPending' | 'error'>;
  onClose: () => void;
  onDone?: () => void;
}

/** Asks once more before something is done. */
export function ConfirmModal({ text, harmless = false, ...question }: ConfirmModalProps) {
  return (
    <ChangeModal {...question} danger={!harmless} asked={undefined}>
      <Text>{text}</Text>
    </ChangeModal>
  );
}
