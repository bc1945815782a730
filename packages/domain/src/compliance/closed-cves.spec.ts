import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedCves, compareCveIds } from './closed-cves.ts';

const cveId = fc
  .tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1, max: 200_000 }))
  .map(([year, number]) => `CVE-${year}-${String(number).padStart(4, '0')}`);

describe('closedCves', () => {
  it.each([
    { candidate: [], installed: [], closed: [] },
    { candidate: ['CVE-2024-1111'], installed: [], closed: ['CVE-2024-1111'] },
    { candidate: ['CVE-2024-1111', 'CVE-2023-2222'], installed: ['CVE-2023-2222'], closed: ['CVE-2024-1111'] },
    { candidate: ['CVE-2023-2222'], installed: ['CVE-2023-2222', 'CVE-2022-3333'], closed: [] },
    {
      candidate: ['CVE-2024-10000', 'CVE-2024-9999', 'CVE-2024-9999'],
      installed: [],
      closed: ['CVE-2024-9999', 'CVE-2024-10000'],
    },
  ])('$candidate minus $installed closes $closed', ({ candidate, installed, closed }) => {
    expect(closedCves(candidate, installed)).toEqual(closed);
  });

  it('never names an id that the installed changelog has, and every other id of the candidate once, in order', () => {
    fc.assert(
      fc.property(fc.array(cveId), fc.array(cveId), (candidate, installed) => {
        const closed = closedCves(candidate, installed);
        expect(new Set(closed)).toEqual(new Set(candidate.filter((cve) => !installed.includes(cve))));
        expect(closed).toHaveLength(new Set(closed).size);
        expect(closed).toEqual(closed.toSorted(compareCveIds));
      }),
    );
  });

  it('subtracts ten thousand ids from ten thousand', () => {
    const all = Array.from({ length: 10_000 }, (_, index) => `CVE-2024-${10_000 + index}`);
    expect(closedCves(all, all.slice(1))).toEqual(['CVE-2024-10000']);
  });
});
