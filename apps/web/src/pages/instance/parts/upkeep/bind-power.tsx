import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { InstancePower, ManagedInstance } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { powerProvidersQuery, useBindPower } from '../../../../api/power.ts';
import { faultAt } from '../../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../../components/form-modal/change-modal.tsx';

interface BindPowerProps {
  instance: ManagedInstance;
  /** How it is bound now. */
  binding: InstancePower['binding'];
  onClose: () => void;
}

const places = { providerId: 'providerId', ref: 'ref', leaveOn: 'leaveOn' } as const;

/** Says which provider switches the machine on and off, and by which name it knows it. */
export function BindPower({ instance, binding, onClose }: BindPowerProps) {
  const { t } = useTranslation();
  const bind = useBindPower(instance.id);
  const fault = faultAt(bind.error, places);
  const { data: providers = [] } = useQuery(powerProvidersQuery);
  const [chosen, setChosen] = useState(binding?.providerId ?? '');
  const [ref, setRef] = useState(binding?.ref ?? '');
  const [leaveOn, setLeaveOn] = useState(binding?.leaveOn ?? false);
  const providerId = chosen === '' ? (providers[0]?.id ?? '') : chosen;
  return (
    <ChangeModal
      title={t('power.bindTitle', { name: instance.displayName })}
      action={t('places.save')}
      asked={providerId === '' || ref.trim() === '' ? null : { providerId, ref: ref.trim(), leaveOn }}
      change={bind}
      places={places}
      onClose={onClose}
    >
      <NativeSelect
        data-autofocus
        label={t('power.provider')}
        error={providers.length === 0 ? t('power.noProviders') : fault('providerId')}
        value={providerId}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        required
        maxLength={255}
        label={t('power.ref')}
        description={t('power.refHint')}
        error={fault('ref')}
        value={ref}
        onChange={(event) => setRef(event.currentTarget.value)}
      />
      <Checkbox
        label={t('power.leaveOn')}
        error={fault('leaveOn')}
        aria-invalid={fault('leaveOn') !== null}
        checked={leaveOn}
        onChange={(event) => setLeaveOn(event.currentTarget.checked)}
      />
    </ChangeModal>
  );
}
