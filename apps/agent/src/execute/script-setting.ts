import { join } from 'node:path';
import type { StatePaths } from '../checkin/state-paths.ts';
import type { InvocationRecord } from '../journal/invocation-records.ts';
import type { Platform } from '../platform/platform.ts';

/** The variable that marks every process of an invocation. */
export const INVOCATION_MARK = 'RUSTINE_INVOCATION_ID';

export interface ScriptSetting {
  readonly invocationFolder: string;
  readonly reportsFolder: string;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly agentEnvironment: Readonly<Record<string, string>>;
}

/** The folders and variables of an invocation's scripts: those of Amazon's agent, and ours. */
export function scriptSettingOf(
  record: InvocationRecord,
  {
    paths,
    platform,
    instanceId,
    baseEnvironment,
  }: { paths: StatePaths; platform: Platform; instanceId: string; baseEnvironment: Readonly<Record<string, string>> },
): ScriptSetting {
  const system = platform.readSystemName();
  const reportsFolder = join(paths.reports, record.id);
  return {
    invocationFolder: join(paths.orchestration, record.id),
    reportsFolder,
    baseEnvironment,
    agentEnvironment: {
      AWS_SSM_INSTANCE_ID: instanceId,
      // Scripts test it for emptiness; there is no region here.
      AWS_SSM_REGION_NAME: '',
      AWS_SSM_PLATFORM_NAME: system.name,
      AWS_SSM_PLATFORM_VERSION: system.version,
      SSM_COMMAND_ID: record.claims?.workRequestId ?? '',
      [INVOCATION_MARK]: record.id,
      RUSTINE_INSTANCE_ID: instanceId,
      RUSTINE_HOSTNAME: platform.readFacts().hostname,
      RUSTINE_REPORT_DIR: reportsFolder,
      RUSTINE_STATE_DIR: paths.scriptState,
    },
  };
}
