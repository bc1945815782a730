export { checkKey } from './store/check-key.ts';
export { createDirectoryStore, type DirectoryStore, type DirectoryStoreOptions } from './store/directory-store.ts';
export type { AcceptedUpload, Upload } from './store/accept-upload.ts';
export type { GrantTerms, LentFile, ObjectStat, ObjectStore } from './store/object-store.ts';
export type { ReportFault, ReportIdentity } from './csv/report-fault.ts';
export { validateReport, type Validation } from './csv/validate-report.ts';
export { rows, type ReportRow } from './csv/read-rows.ts';
