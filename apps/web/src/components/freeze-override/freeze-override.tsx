import { TextInput } from '@mantine/core';
import type { Freeze } from '@rustine/sdk';
import { IconSnowflake } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ToneBadge } from '../state-badge/tone-badge.tsx';

export interface FreezeOverrideProps {
  /** Those that hold now. */
  freezes: readonly Freeze[];
  reason: string;
  onChange: (reason: string) => void;
}

/** Names the freezes that hold, and takes a reason to go ahead all the same; nothing where none holds. */
export function FreezeOverride({ freezes, reason, onChange }: FreezeOverrideProps) {
  const { t } = useTranslation();
  if (freezes.length === 0) return null;
  return (
    <>
      <span>
        <ToneBadge tone="warn" icon={IconSnowflake}>
          {t('jobs.frozen', { names: freezes.map(({ name }) => name).join(', ') })}
        </ToneBadge>
      </span>
      <TextInput
        label={t('jobs.freezeReason')}
        description={t('jobs.freezeReasonHint')}
        maxLength={500}
        value={reason}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </>
  );
}
