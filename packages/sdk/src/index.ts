export * from './generated/index.ts';
export { createRustineClient, type RustineClient, type RustineClientOptions } from './create-client.ts';
export { eachItem, eachPage } from './each-item.ts';
export { RustineError, unwrap } from './rustine-error.ts';
export { compartmentPaths, sortByPath } from './compartment-paths.ts';
export { complianceCsv } from './compliance-csv.ts';
export { renderCsv, type CsvCell } from './render-csv.ts';
