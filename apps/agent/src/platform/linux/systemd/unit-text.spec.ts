import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryOfUnit, unitText } from './unit-text.ts';

describe('the unit', () => {
  it('tells its binary back, whatever the prefix is called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[ -~]{1,30}$/), (path) => {
        expect(binaryOfUnit(unitText(path))).toBe(path);
      }),
    );
  });

  it('of somebody else is not taken for ours', () => {
    expect(binaryOfUnit('[Service]\nExecStart="/usr/local/lib/rustine/rustine-agent" run\n')).toBeNull();
  });

  it('lets maintainer scripts see and change the whole system, and live on when the agent dies', () => {
    const unit = unitText('/usr/local/lib/rustine/rustine-agent');
    expect(unit).not.toMatch(
      /^(Protect|Private|ReadOnly|ReadWrite|Inaccessible|NoNewPrivileges|SystemCall|MemoryMax|RestrictSUIDSGID|CapabilityBoundingSet)/m,
    );
    for (const line of [
      'KillMode=process',
      'UMask=0022',
      'OOMPolicy=continue',
      'Restart=always',
      'StartLimitIntervalSec=0',
    ])
      expect(unit.split('\n')).toContain(line);
  });
});
