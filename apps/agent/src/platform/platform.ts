import type { InstanceFacts } from '@rustine/contract';
import type { Platform as DocumentPlatform } from '@rustine/domain';
import type { PackageLook } from './package-look.ts';
import type { PackageSource } from './package-source.ts';
import type { ServiceManager } from './service-manager.ts';
import type { UpdateSwitches } from './update-switches.ts';

/** What the agent asks of the operating system beyond files and processes. */
export interface Platform {
  /** The name that documents' preconditions use. */
  readonly documentPlatform: DocumentPlatform;
  /** Everything but the agent's own version. */
  readFacts(): Omit<InstanceFacts, 'agentVersion'>;
  /** Changes with every boot and never otherwise. */
  readBoot(): { readonly bootId: string; readonly bootedAt: string };
  /** The argv, its program an absolute path, that tells this machine to reboot at once; null when there is none. */
  findRebootCommand(environment: Readonly<Record<string, string>>): readonly string[] | null;
  /** Name and version of the system as AWS_SSM_PLATFORM_NAME and AWS_SSM_PLATFORM_VERSION give them. */
  readSystemName(): { readonly name: string; readonly version: string };
  /** What documents' scripts are run by. */
  readonly shell: string;
  /** Null when there is no package manager that documents can drive. */
  lookAtPackages(): PackageLook | null;
  /** What starts the updates that the system makes by itself. */
  readonly updates: UpdateSwitches;
  /** Where package managers leave what they did; none where that is not read. */
  readonly packageSources: readonly PackageSource[];
  /** Null where the agent cannot be installed as a service. */
  readonly service: ServiceManager | null;
}
