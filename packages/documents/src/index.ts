export { builtInDocuments, type BuiltInDocument } from './assemble.ts';
