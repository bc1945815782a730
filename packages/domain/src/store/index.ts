export { findStoreReferences, type StoreReference } from './find-store-references.ts';
export {
  resolveStoreReferences,
  type StoredParameter,
  type StoredParameters,
  type StoreResolution,
} from './resolve-store-references.ts';
export { resolvePlan, storeReferencesOf } from './resolve-plan.ts';
export { secureReferenceFaults, secureReferencesOf } from './secure-references.ts';
