export {
  isFinal,
  nextInvocationState,
  type AgentVerdict,
  type FinalInvocationState,
  type InvocationEvent,
  type OpenInvocationState,
} from './next-invocation-state.ts';
export { deadlineSeconds } from './deadline-seconds.ts';
export {
  judgeResult,
  type AgentResult,
  type Evidence,
  type Judgement,
  type ManifestVerdict,
  type OwedReboot,
  type QuarantinedReport,
  type ReportSummary,
} from './judge-result.ts';
export {
  deriveWorkRequest,
  type DerivedWorkRequest,
  type InvocationCounts,
  type WorkRequestContext,
} from './derive-work-request.ts';
export { appendOutput, emptyOutput, freshOutput, omittedBytes, type KeptOutput } from './append-output.ts';
