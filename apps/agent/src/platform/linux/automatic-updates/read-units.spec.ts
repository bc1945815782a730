import { describe, expect, it } from 'vitest';
import { parseUnits, switchesOf } from './read-units.ts';

/** `systemctl show --property=Id,LoadState,ActiveState,UnitFileState,FragmentPath …` of a Debian 12. */
const answer = `Id=apt-daily.timer
LoadState=loaded
ActiveState=active
FragmentPath=/lib/systemd/system/apt-daily.timer
UnitFileState=enabled

Id=apt-daily-upgrade.timer
LoadState=masked
ActiveState=inactive
FragmentPath=/etc/systemd/system/apt-daily-upgrade.timer
UnitFileState=masked

Id=os-update.timer
LoadState=loaded
ActiveState=inactive
FragmentPath=/etc/systemd/system/os-update.timer
UnitFileState=enabled-runtime

Id=dnf-automatic.timer
LoadState=not-found
ActiveState=inactive
FragmentPath=
UnitFileState=
`;

describe('the units that systemd shows', () => {
  it('are switches: one to run, one to start with the machine; what is not installed is none', () => {
    expect(parseUnits(answer).flatMap(switchesOf)).toEqual([
      { key: 'unit-active apt-daily.timer', value: 'active', off: 'inactive' },
      { key: 'unit-mask apt-daily.timer', value: 'unmasked', off: 'masked' },
      { key: 'unit-active apt-daily-upgrade.timer', value: 'inactive', off: 'inactive' },
      { key: 'unit-mask apt-daily-upgrade.timer', value: 'masked', off: 'masked' },
      { key: 'unit-active os-update.timer', value: 'inactive', off: 'inactive' },
      { key: 'unit-enabled os-update.timer', value: 'enabled-runtime', off: 'disabled' },
    ]);
  });

  it.each(['static', 'linked', 'generated', ''])('of the state %j in /etc can only be stopped', (UnitFileState) => {
    const unit = { Id: 'os-update.timer', LoadState: 'loaded', ActiveState: 'active', UnitFileState };
    expect(switchesOf({ ...unit, FragmentPath: '/etc/systemd/system/os-update.timer' })).toEqual([
      { key: 'unit-active os-update.timer', value: 'active', off: 'inactive' },
    ]);
  });

  it('that are stopping count as stopped', () => {
    const unit = { Id: 'yum-cron.service', LoadState: 'loaded', ActiveState: 'deactivating' };
    expect(switchesOf(unit)[0]).toMatchObject({ value: 'inactive' });
  });
});
