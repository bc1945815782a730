import { Text } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useStartInstance, useStopInstance, useUnbindPower } from '../../../../api/power.ts';
import { FormModal } from '../../../../components/form-modal/form-modal.tsx';

export type PowerQuestion = 'start' | 'stop' | 'unbind';

interface SwitchPowerProps {
  asked: PowerQuestion;
  instance: ManagedInstance;
  onClose: () => void;
}

/** Asks once more before a machine is switched on or off, or taken from its provider. */
export function SwitchPower({ asked, instance: { id, displayName: name }, onClose }: SwitchPowerProps) {
  const { t } = useTranslation();
  const start = useStartInstance(id);
  const stop = useStopInstance(id);
  const unbind = useUnbindPower(id);
  const { isPending, error } = { start, stop, unbind }[asked];
  const submit = () => {
    const done = { onSuccess: onClose };
    if (asked === 'start') start.mutate(undefined, done);
    else if (asked === 'stop') stop.mutate(undefined, done);
    else unbind.mutate(undefined, done);
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t(`power.${asked}Title`, { name })}
      action={t(`power.${asked}`)}
      danger={asked === 'stop'}
      pending={isPending}
      error={error}
      onSubmit={submit}
    >
      <Text>{t(`power.${asked}Text`)}</Text>
    </FormModal>
  );
}
