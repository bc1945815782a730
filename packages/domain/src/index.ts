export * from './documents/index.ts';
export * from './inputs/index.ts';
export * from './store/index.ts';
export * from './redact/index.ts';
export * from './rate/index.ts';
export * from './compliance/index.ts';
export * from './work/index.ts';
export * from './fleet/index.ts';
