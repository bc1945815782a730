import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDpkgLog } from './parse-dpkg-log.ts';

/** A zone two hours ahead of UTC. */
const summer = (time: readonly number[]) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = time;
  return new Date(Date.UTC(year, month - 1, day, hour - 2, minute, second));
};

/** What dpkg 1.21 wrote of one package: installed, upgraded, put in place again, downgraded, removed, installed, purged. */
const log = `2026-07-29 01:21:24 startup archives install
2026-07-29 01:21:24 install rustine-probe:all <none> 1.0
2026-07-29 01:21:24 status half-installed rustine-probe:all 1.0
2026-07-29 01:21:24 status unpacked rustine-probe:all 1.0
2026-07-29 01:21:24 configure rustine-probe:all 1.0 1.0
2026-07-29 01:21:24 status half-configured rustine-probe:all 1.0
2026-07-29 01:21:24 status installed rustine-probe:all 1.0
2026-07-29 01:21:25 startup archives install
2026-07-29 01:21:25 upgrade rustine-probe:all 1.0 1.1
2026-07-29 01:21:25 status half-configured rustine-probe:all 1.0
2026-07-29 01:21:26 upgrade rustine-probe:all 1.1 1.1
2026-07-29 01:21:27 upgrade rustine-probe:all 1.1 1.0
2026-07-29 01:21:28 startup packages remove
2026-07-29 01:21:28 status installed rustine-probe:all 1.0
2026-07-29 01:21:28 remove rustine-probe:all 1.0 <none>
2026-07-29 01:21:28 status config-files rustine-probe:all 1.0
2026-07-29 01:21:29 install rustine-probe:all 1.0 1.1
2026-07-29 01:21:30 startup packages purge
2026-07-29 01:21:30 remove rustine-probe:all 1.1 <none>
2026-07-29 01:21:30 status config-files rustine-probe:all 1.1
2026-07-29 01:21:30 purge rustine-probe:all 1.1 <none>
2026-07-29 01:21:30 status not-installed rustine-probe:all <none>
2026-07-29 01:21:31 upgrade libssl3:amd64 3.0.17-1~deb12u2 3.0.17-1~deb12u3
`;

describe('the log of dpkg', () => {
  it('is read as changes with the instant of each', () => {
    const found = parseDpkgLog(log, summer);
    expect(found.map((each) => [each.at.slice(17, 19), each.action, each.oldVersion, each.newVersion])).toEqual([
      ['24', 'INSTALLED', null, '1.0'],
      ['25', 'UPGRADED', '1.0', '1.1'],
      ['26', 'INSTALLED', '1.1', '1.1'],
      ['27', 'DOWNGRADED', '1.1', '1.0'],
      ['28', 'REMOVED', '1.0', null],
      ['29', 'INSTALLED', null, '1.1'],
      ['30', 'REMOVED', '1.1', null],
      ['31', 'UPGRADED', '3.0.17-1~deb12u2', '3.0.17-1~deb12u3'],
    ]);
    expect(found.at(-1)).toMatchObject({ at: '2026-07-28T23:21:31.000Z', name: 'libssl3', architecture: 'amd64' });
  });

  it('is read without a fault whatever stands in it', () => {
    const odd = fc.array(fc.oneof(fc.string(), fc.constantFrom(...log.split('\n'))));
    fc.assert(
      fc.property(odd, (lines) => {
        const text = lines.join('\n');
        expect(parseDpkgLog(text, summer).length).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });
});
