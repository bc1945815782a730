import type { WorkWave } from '@rustine/sdk';
import type { Column } from '../../output/column.ts';
import { describeCounts } from '../../output/describe-counts.ts';
import { instant } from '../../output/words.ts';

export const waveColumns: readonly Column<WorkWave>[] = [
  { name: 'wave', title: 'WAVE', value: (each) => each.name },
  { name: 'state', title: 'STATE', value: (each) => each.state },
  { name: 'instances', title: 'INSTANCES', value: (each) => each.size },
  { name: 'counts', title: 'OF THEM', value: ofThem },
  { name: 'bake_until', title: 'BAKES UNTIL', value: (each) => each.bakeUntil, shown: bakes },
  { name: 'versions', title: 'BOUND TO', value: (each) => each.pinnedVersions, shown: bound },
  { name: 'reason', title: 'REASON', value: (each) => each.reason },
];

function ofThem(wave: WorkWave): string {
  const before = wave.succeededBefore === 0 ? '' : `${wave.succeededBefore} more succeeded before`;
  const now = wave.size === 0 ? '' : describeCounts({ ...wave, waiting: 0 });
  return [now, before].filter((part) => part !== '').join('; ') || '-';
}

function bakes({ bakeUntil }: WorkWave): string {
  return bakeUntil === null ? '-' : instant(bakeUntil);
}

function bound({ pinnedVersions }: WorkWave): string {
  if (pinnedVersions === null) return '-';
  return pinnedVersions === 1 ? '1 version' : `${pinnedVersions} versions`;
}
