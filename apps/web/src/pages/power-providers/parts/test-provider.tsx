import { Text, TextInput } from '@mantine/core';
import type { PowerAnswer, PowerProvider } from '@rustine/sdk';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTestProvider } from '../../../api/power.ts';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';

const places = { ref: 'ref' } as const;

/** Asks the provider for the state of one machine, and shows what it said. */
export function TestProvider({ provider: { id, name }, onClose }: { provider: PowerProvider; onClose: () => void }) {
  const { t } = useTranslation();
  const test = useTestProvider(id);
  const [ref, setRef] = useState('');
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t('power.testTitle', { name })}
      action={t('power.ask')}
      disabled={ref.trim() === ''}
      pending={test.isPending}
      error={test.error}
      places={places}
      onSubmit={() => test.mutate(ref.trim())}
    >
      <Text>{t('power.testText')}</Text>
      <TextInput
        data-autofocus
        required
        maxLength={255}
        label={t('power.ref')}
        error={faultAt(test.error, places)('ref')}
        description={t('power.refHint')}
        value={ref}
        onChange={(event) => setRef(event.currentTarget.value)}
      />
      <div role="status">{test.data !== undefined && <Answer answer={test.data} />}</div>
    </FormModal>
  );
}

function Answer({ answer: { ok, state, message } }: { answer: PowerAnswer }) {
  const { t } = useTranslation();
  if (!ok)
    return (
      <>
        <ToneBadge tone="bad" icon={IconX}>
          {t('power.state.UNKNOWN')}
        </ToneBadge>{' '}
        {t('power.failed')} <ServerWords>{message}</ServerWords>
      </>
    );
  return (
    <ToneBadge tone="ok" icon={IconCheck}>
      {t('power.answered', { state: t(`power.state.${state}`) })}
    </ToneBadge>
  );
}
