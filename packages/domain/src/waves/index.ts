export { pinVersions, type InstalledRow, type PinnedVersions, type VersionConflict } from './pin-versions.ts';
export { assignWaves, type AssignedWave, type WaveTarget } from './assign-waves.ts';
export {
  decideWave,
  type HealthCheckStanding,
  type WaveCounts,
  type WaveStanding,
  type WaveStep,
} from './decide-wave.ts';
export { bindsVersions, holdsStill, ONLY_VERSIONS_MAX } from './patch-documents.ts';
export { repeatWaves, type RanWave, type RepeatedWave, type RetriedTarget } from './repeat-waves.ts';
