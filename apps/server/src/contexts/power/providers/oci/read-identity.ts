import type { SettingsOf } from '@rustine/contract';
import type * as oci from 'oci-common';
import { PowerFault } from '../power-provider.ts';

/** As whom the API is asked. @throws PowerFault when there is no such identity here. */
export async function readIdentity(
  common: Pick<
    typeof oci,
    | 'Region'
    | 'SimpleAuthenticationDetailsProvider'
    | 'ConfigFileAuthenticationDetailsProvider'
    | 'InstancePrincipalsAuthenticationDetailsProviderBuilder'
  >,
  settings: SettingsOf<'oci'>,
  secret: (parameter: string) => Promise<string>,
): Promise<oci.AuthenticationDetailsProvider> {
  const { auth, profile, region, tenancyId = '', userId = '', fingerprint = '', privateKeyParameter = '' } = settings;
  try {
    switch (auth) {
      case 'KEY': {
        const key = await secret(privateKeyParameter);
        const place = common.Region.fromRegionId(region);
        return new common.SimpleAuthenticationDetailsProvider(tenancyId, userId, fingerprint, key, null, place);
      }
      case 'CONFIG_FILE':
        return new common.ConfigFileAuthenticationDetailsProvider(undefined, profile);
      case 'INSTANCE_PRINCIPAL':
        return await new common.InstancePrincipalsAuthenticationDetailsProviderBuilder().build();
      default:
        return auth satisfies never;
    }
  } catch (error) {
    if (error instanceof PowerFault) throw error;
    throw new PowerFault('PERMANENT', `no identity to ask OCI with (${auth}): ${(error as Error).message}`);
  }
}
