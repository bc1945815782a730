export * from './document.ts';
export * from './plan-step.ts';
export { knownActions } from './known-actions.ts';
export { validateDocument, type DocumentValidation } from './validate-document.ts';
export { resolveParameters, type ParameterResolution } from './resolve-parameters.ts';
export { planDocument } from './plan-document.ts';
export { settleStep } from './settle-step.ts';
export { decideNext } from './decide-next.ts';
export { scriptFor, type ScriptStep } from './script-for.ts';
