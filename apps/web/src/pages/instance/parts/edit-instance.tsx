import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ManagedInstance } from '@rustine/sdk';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdateInstance } from '../../../api/fleet.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { LabelsInput } from '../../../components/label-list/labels-input.tsx';
import { changesBetween, readLabels, writeLabels } from '../../../components/label-list/read-labels.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';

const places = { displayName: 'displayName', compartmentId: 'compartmentId', labels: 'labels' } as const;

/** Name, labels and compartment of an instance. */
export function EditInstance({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={17} aria-hidden />} onClick={open}>
        {t('change.edit')}
      </Button>
      {opened && <EditForm instance={instance} onClose={close} />}
    </>
  );
}

function EditForm({ instance, onClose }: { instance: ManagedInstance; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useUpdateInstance(instance.id);
  const fault = faultAt(save.error, places);
  const [displayName, setDisplayName] = useState(instance.displayName);
  const [compartmentId, setCompartmentId] = useState(instance.compartmentId);
  const [texts, setTexts] = useState(() => writeLabels(instance.labels));
  const labels = readLabels(texts);
  // Only what differs is sent: a label that someone else set meanwhile stays.
  const asked = labels !== null && {
    ...(displayName !== instance.displayName && { displayName }),
    ...(compartmentId !== instance.compartmentId && { compartmentId }),
    labels: changesBetween(instance.labels, labels),
  };
  return (
    <ChangeModal
      title={t('change.title', { name: instance.displayName })}
      action={t('places.save')}
      asked={asked || null}
      change={save}
      places={places}
      onClose={onClose}
    >
      <NameInput
        label={t('change.displayName')}
        error={fault('displayName')}
        maxLength={200}
        value={displayName}
        onChange={setDisplayName}
      />
      <CompartmentSelect
        label={t('places.parent')}
        error={fault('compartmentId')}
        value={compartmentId}
        onChange={setCompartmentId}
      />
      <LabelsInput error={fault('labels')} value={texts} onChange={setTexts} />
    </ChangeModal>
  );
}
