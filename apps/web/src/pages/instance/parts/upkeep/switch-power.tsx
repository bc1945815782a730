import type { ManagedInstance } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useStartInstance, useStopInstance, useUnbindPower } from '../../../../api/power.ts';
import { ConfirmModal } from '../../../../components/form-modal/confirm-modal.tsx';

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
  return (
    <ConfirmModal
      title={t(`power.${asked}Title`, { name })}
      text={t(`power.${asked}Text`)}
      action={t(`power.${asked}`)}
      harmless={asked !== 'stop'}
      change={{ start, stop, unbind }[asked]}
      onClose={onClose}
    />
  );
}
