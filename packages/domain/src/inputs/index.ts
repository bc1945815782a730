export type { InputFault } from './create-input-reader.ts';
export { splitDocumentName, type DocumentName } from './document-name.ts';
export { downloadContent, type Checkout, type DownloadContentInputs, type DownloadSource } from './download-content.ts';
export { namedDocuments, type NamedDocument } from './named-documents.ts';
export {
  applications,
  configurePackage,
  psModule,
  type ApplicationsInputs,
  type ConfigurePackageInputs,
  type PsModuleInputs,
} from './packages.ts';
export { readInputs, type InputContract, type InputsRead } from './read-inputs.ts';
export {
  publishReports,
  softwareInventory,
  type PublishReportsInputs,
  type SoftwareInventoryInputs,
} from './reports.ts';
export { planInnerDocument, runDocumentInputs, type InnerDocument, type RunDocumentInputs } from './run-document.ts';
export { runScript } from './run-script.ts';
export type { SecretText } from './secret-text.ts';
