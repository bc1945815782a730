export { documentOf, rebootDocument, type PlannedDocument } from './document-of.ts';
export { decideDue, type DueDecision, type DueExecution, type DueJob } from './decide-due.ts';
