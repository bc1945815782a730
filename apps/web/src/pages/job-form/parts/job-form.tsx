import { Button, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { CreateJobRequest } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentQuery } from '../../../api/documents.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { ErrorPanel } from '../../../components/error-panel/error-panel.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { useFocusFault } from '../../../components/field-faults/use-focus-fault.ts';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { Panel } from '../../../components/panel/panel.tsx';
import { scheduleOf } from '../../../components/schedule-form/schedule-draft.ts';
import { ScheduleFields } from '../../../components/schedule-form/schedule-fields.tsx';
import { SchedulePreview } from '../../../components/schedule-form/schedule-preview.tsx';
import { TargetFields } from '../../../components/target-form/target-fields.tsx';
import classes from '../job-form.module.css';
import { ActionFields } from './action-fields.tsx';
import { jobOf, withSchedule, type JobDraft } from './job-draft.ts';
import { jobPlaces } from './job-places.ts';
import { LimitFields, RestFields } from './limit-fields.tsx';
import { WavesEditor } from './waves-editor.tsx';
import { WindowFields } from './window-fields.tsx';

interface JobFormProps {
  initial: JobDraft;
  /** The compartment that holds all others. */
  root: string | null;
  /** On the button. */
  action: string;
  pending: boolean;
  error: unknown;
  onSubmit: (job: CreateJobRequest) => void;
}

/** All of a job, from what it does to what becomes of it when no server ran. */
export function JobForm({ initial, root, action, pending, error, onSubmit }: JobFormProps) {
  const { t } = useTranslation();
  const [draft, change] = useDraft(() => initial);
  const version = Number(draft.documentVersion);
  const { data: document } = useQuery({
    ...documentQuery(draft.documentName, version > 0 ? version : null),
    enabled: draft.action === 'document' && draft.documentName !== '',
  });
  const parameters = document?.name === draft.documentName ? document.parameters : null;
  const job = jobOf(draft, { root, parameters });
  const form = useFocusFault(error);
  const [sentWaves, setSentWaves] = useState(draft.waves);
  const places = jobPlaces(sentWaves, parameters ?? []);
  const fault = faultAt(error, places);
  return (
    <form
      ref={form}
      className={classes.page}
      onSubmit={(event) => {
        event.preventDefault();
        if (job === null || pending) return;
        setSentWaves(draft.waves);
        onSubmit(job);
      }}
    >
      <Panel title={t('jobs.what')}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            <TextInput
              required
              label={t('jobs.name')}
              error={fault('name')}
              maxLength={100}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t('jobs.description')}
              error={fault('description')}
              maxLength={500}
              value={draft.description}
              onChange={(event) => change({ description: event.currentTarget.value })}
            />
            <CompartmentSelect
              label={t('windows.scope')}
              error={fault('compartmentId')}
              value={draft.compartmentId}
              onChange={(compartmentId) => change({ compartmentId })}
            />
          </SimpleGrid>
          <ActionFields draft={draft} onChange={change} fault={fault} parameters={parameters} />
        </Stack>
      </Panel>
      <Panel title={t('jobs.where')}>
        <TargetFields
          fault={fault}
          values={draft.targets}
          onChange={(part) => change(({ targets }) => ({ targets: { ...targets, ...part } }))}
        />
      </Panel>
      <Panel title={t('jobs.when')}>
        <div className={classes.when}>
          <ScheduleFields
            ofJob
            fault={fault}
            draft={draft.schedule}
            onChange={(part) => change((before) => withSchedule(before, { ...before.schedule, ...part }))}
          />
          <SchedulePreview schedule={scheduleOf(draft.schedule)} />
        </div>
      </Panel>
      <Panel title={t('jobs.window')}>
        <WindowFields draft={draft} onChange={change} fault={fault} />
      </Panel>
      <Panel title={t('jobs.waves')}>
        <WavesEditor draft={draft} onChange={change} fault={fault} />
      </Panel>
      <Panel title={t('jobs.limits')}>
        <LimitFields draft={draft} onChange={change} fault={fault} />
      </Panel>
      <Panel title={t('jobs.rest')}>
        <RestFields draft={draft} onChange={change} fault={fault} />
      </Panel>
      {error !== null && error !== undefined && <ErrorPanel error={error} places={places} />}
      <div className={classes.foot}>
        {job === null && (
          <Text size="sm" c="dimmed">
            {t('jobs.incomplete')}
          </Text>
        )}
        <Button type="submit" disabled={job === null} loading={pending}>
          {action}
        </Button>
      </div>
    </form>
  );
}
