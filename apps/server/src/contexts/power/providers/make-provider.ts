import type { PowerSettings } from '@rustine/contract';
import { openExec } from './exec/open-exec.ts';
import { PowerFault, type PowerProvider } from './power-provider.ts';

export interface MakeContext {
  /** The value of a stored parameter. @throws PowerFault when there is none. */
  readonly secret: (parameter: string) => Promise<string>;
  readonly commandsDir: string | undefined;
  readonly callMs: number;
}

/** Libraries of clouds are large: they are loaded when the first machine of such a cloud is asked about. */
export async function makeProvider(settings: PowerSettings, context: MakeContext): Promise<PowerProvider> {
  switch (settings.kind) {
    case 'exec':
      return openExec(settings, context);
    default:
      throw new PowerFault('PERMANENT', 'not there');
  }
}
