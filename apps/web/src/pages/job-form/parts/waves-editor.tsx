import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../../api/new-key.ts';
import classes from '../job-form.module.css';
import type { JobFieldsProps } from './action-fields.tsx';
import { emptyWave, type WaveDraft } from './wave-draft.ts';
import { WaveFields } from './wave-fields.tsx';

/** The waves in order; with none, max-concurrency alone says how many work at a time. */
export function WavesEditor({ draft, onChange, fault }: JobFieldsProps) {
  const { t } = useTranslation();
  const { waves } = draft;
  // Whose button is gone, or whose wave is new, goes on from there with the keyboard.
  const [fresh, setFresh] = useState('');
  const addButton = useRef<HTMLButtonElement>(null);
  const set = (changed: readonly WaveDraft[]) => onChange({ waves: changed });
  const canary = () => {
    const first = { ...emptyWave(newKey(), 'canary', 'label'), labels: ['env=canary'] };
    set([first, emptyWave(newKey(), 'tenth', 'percent'), emptyWave(newKey(), 'rest')]);
    setFresh(first.key);
  };
  // What forms the rest comes last: a new wave goes before it.
  const add = () => {
    const at = waves.at(-1)?.kind === 'rest' ? waves.length - 1 : waves.length;
    const number = waves.length + 1;
    const wave = emptyWave(newKey(), `wave-${number}`, waves.length === 0 ? 'rest' : 'percent');
    set(waves.toSpliced(at, 0, wave));
    setFresh(wave.key);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t(waves.length === 0 ? 'jobs.noWaves' : 'jobs.wavesHint')}
      </Text>
      {waves.length > 0 && (
        <ol className={classes.waves}>
          {waves.map((wave, index) => (
            <WaveFields
              key={wave.key}
              wave={wave}
              number={index + 1}
              fault={(field) => fault(`${wave.key}.${field}`)}
              isLast={index === waves.length - 1}
              isFresh={wave.key === fresh}
              onChange={(part) => set(waves.with(index, { ...wave, ...part }))}
              onRemove={() => {
                set(waves.toSpliced(index, 1));
                addButton.current?.focus();
              }}
            />
          ))}
        </ol>
      )}
      <Group gap="xs">
        <Button
          ref={addButton}
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={add}
        >
          {t('jobs.addWave')}
        </Button>
        {waves.length === 0 && (
          <Button variant="default" size="xs" onClick={canary}>
            {t('jobs.addCanary')}
          </Button>
        )}
      </Group>
      {waves.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <NumberInput
            label={t('jobs.decideHours')}
            error={fault('decideHours')}
            min={1}
            max={720}
            allowDecimal={false}
            value={draft.decideHours}
            onChange={(value) => onChange({ decideHours: Number(value) })}
          />
          {draft.action !== 'document' && (
            <Checkbox
              mt={{ base: 0, sm: 'xl' }}
              label={t('jobs.sameVersions')}
              checked={draft.sameVersions}
              onChange={(event) => onChange({ sameVersions: event.currentTarget.checked })}
            />
          )}
        </SimpleGrid>
      )}
    </Stack>
  );
}
