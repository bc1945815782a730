export { createRedactor, redactText, type Redactor } from './create-redactor.ts';
