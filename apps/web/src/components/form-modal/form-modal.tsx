import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../error-panel/error-panel.tsx';
import type { Places } from '../field-faults/places.ts';
import { useFocusFault } from '../field-faults/use-focus-fault.ts';
import { FocusBack } from './focus-back.tsx';

interface FormModalProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** On the button that does it. */
  action: string;
  /** On the button that does not. */
  back?: string;
  /** It takes something away. */
  danger?: boolean;
  /** For many fields. */
  wide?: boolean;
  /** Something is missing. */
  disabled?: boolean;
  pending: boolean;
  error: unknown;
  /** Of the fields among the children, which show what is wrong in them. */
  places?: Places;
  onSubmit: () => void;
  children: ReactNode;
}

/** A question over the page: fields or a warning, what went wrong, and the two ways out. Enter in a field answers it. */
export function FormModal(props: FormModalProps) {
  const {
    opened,
    onClose,
    title,
    action,
    back,
    danger = false,
    wide = false,
    disabled = false,
    pending,
    error,
    places,
    onSubmit,
    children,
  } = props;
  const { t } = useTranslation();
  const form = useFocusFault(error);
  return (
    <Modal.Root opened={opened} onClose={onClose} centered {...(wide && { size: '52rem' })}>
      <Modal.Overlay />
      {/* No Modal.Header: it is a second banner to those who move by landmarks. */}
      <Modal.Content>
        <FocusBack />
        <Modal.Body p="lg">
          <form
            ref={form}
            onSubmit={(event) => {
              event.preventDefault();
              if (!pending) onSubmit();
            }}
          >
            <Stack>
              <Modal.Title fw={650} lh={1.35}>
                {title}
              </Modal.Title>
              {children}
              {error !== null && error !== undefined && <ErrorPanel error={error} {...(places && { places })} />}
              <Group justify="flex-end">
                <Button variant="default" onClick={onClose}>
                  {back ?? t('places.cancel')}
                </Button>
                <Button type="submit" disabled={disabled} loading={pending} {...(danger && { color: 'red.9' })}>
                  {action}
                </Button>
              </Group>
            </Stack>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
