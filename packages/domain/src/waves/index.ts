export { pinVersions, type InstalledRow, type PinnedVersions, type VersionConflict } from './pin-versions.ts';
