import type { ServiceManager } from '../../service-manager.ts';
import { installService, requireInstallable } from './install-service.ts';
import { readIfThere } from '../../place-file.ts';
import { SETTINGS } from './places.ts';
import { readServiceState } from './service-state.ts';
import { parseSettings } from '../../settings-file.ts';
import { uninstallService } from './uninstall-service.ts';

export const systemd: ServiceManager = {
  passesSettings: true,
  logHint: '"journalctl -u rustine-agent" says why.',
  requireInstallable,
  install: installService,
  uninstall: uninstallService,
  state: readServiceState,
  readSettings: () => parseSettings(readIfThere(SETTINGS) ?? ''),
};
