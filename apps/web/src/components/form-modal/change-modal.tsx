import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Places } from '../field-faults/places.ts';
import { FormModal } from './form-modal.tsx';

interface ChangeModalProps<Asked, Answer> {
  title: string;
  /** On the button that does it. */
  action: string;
  /** On the button that does not. */
  back?: string;
  danger?: boolean;
  wide?: boolean;
  /** What the change is asked for with; null while something of it is missing. */
  asked: Asked | null;
  change: Pick<UseMutationResult<Answer, Error, Asked>, 'mutate' | 'reset' | 'isPending' | 'error'>;
  /** Of the fields among the children, which show what is wrong in them. */
  places?: Places;
  onClose: () => void;
  /** After it was done; it closes unless given. */
  onDone?: (answer: Answer) => void;
  children: ReactNode;
}

/** A question whose answer is one change: sent once it is whole, and closed when the server has done it. */
export function ChangeModal<Asked, Answer>(props: ChangeModalProps<Asked, Answer>) {
  const { asked, change, onClose, onDone = onClose, ...frame } = props;
  const close = () => {
    // What went wrong is not told again to who opens it another time.
    if (!change.isPending) change.reset();
    onClose();
  };
  return (
    <FormModal
      {...frame}
      opened
      onClose={close}
      disabled={asked === null}
      pending={change.isPending}
      error={change.error}
      onSubmit={() => asked !== null && change.mutate(asked, { onSuccess: onDone })}
    />
  );
}
