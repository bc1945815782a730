import type { SecretText } from '@rustine/domain';
import type { InvocationRecord } from '../journal/invocation-records.ts';
import { fillPlan } from '../parameters/fill-plan.ts';
import type { InvocationStore } from '../parameters/invocation-store.ts';
import { DownloadError } from '../plugins/download/download-error.ts';
import type { DownloadSetting } from '../plugins/download/download-setting.ts';
import type { StepServices } from '../plugins/step-services.ts';
import { publishDuringRun } from '../publish/publish-during-run.ts';
import type { UploadNeeds } from '../publish/upload-object.ts';
import { fetchDocument, type FetchDocumentNeeds } from './fetch-document.ts';
import type { ScriptSetting } from './script-setting.ts';

export interface ServeStepsNeeds extends FetchDocumentNeeds, UploadNeeds {
  readonly scriptSetting: (record: InvocationRecord) => ScriptSetting;
  readonly downloads: DownloadSetting;
}

export type ServeSteps = (record: InvocationRecord, store: InvocationStore) => StepServices;

/** Makes what the steps of one invocation ask of the rest of the agent. */
export function stepServer(needs: ServeStepsNeeds): ServeSteps {
  return (record, store) => {
    const invocationId = record.id;
    const { invocationFolder, reportsFolder: folder } = needs.scriptSetting(record);
    return {
      fetchDocument: (asked, signal) => fetchDocument(needs, { invocationId, invocationFolder, asked, signal }),
      publishReports: (signal) => publishDuringRun(needs, { invocationId, folder, signal }),
      fillSteps: (planned, signal) => fillPlan(planned, store, signal),
      readSecret: (secret, signal) => readSecret(secret, store, signal),
      redact: (text) => store.redact(text),
      downloads: needs.downloads,
    };
  };
}

async function readSecret(secret: SecretText, store: InvocationStore, signal: AbortSignal): Promise<string> {
  if (secret.kind === 'text') return secret.text;
  const found = (await store.fetch([secret.key], signal)).get(secret.key);
  if (found === undefined) throw new DownloadError(`the parameter store has no ${secret.key}`);
  return found.value;
}
