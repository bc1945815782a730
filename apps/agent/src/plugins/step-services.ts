import type { ReportKind } from '@rustine/contract';
import type { DocumentName, SecretText } from '@rustine/domain';
import type { PreparedDocument } from '../execute/prepare-document.ts';
import type { FilledPlan } from '../parameters/fill-plan.ts';
import type { DownloadSetting } from './download/download-setting.ts';

/** A registered document that the server signed for this invocation. */
export interface SignedDocument {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
  readonly content: string;
}

/** What became of a report that a step left. `fault` is null for one that is safe at the server. */
export interface PublishedReport {
  readonly kind: ReportKind;
  readonly fault: string | null;
}

/** What steps ask of the rest of the agent; each of one invocation. */
export interface StepServices {
  /** Asked again, also after a restart, the same version is the answer. Throws when there is none, or it is not signed. */
  readonly fetchDocument: (name: DocumentName, signal: AbortSignal) => Promise<SignedDocument>;
  /** Publishes the reports that are there now; what is published already stays. */
  readonly publishReports: (signal: AbortSignal) => Promise<readonly PublishedReport[]>;
  /** Puts stored parameters into the steps of an inner document. */
  readonly fillSteps: (prepared: PreparedDocument, signal: AbortSignal) => Promise<FilledPlan>;
  /** The text that stands for itself, or the secret of that name; what comes from the store is taken out of the output. */
  readonly readSecret: (secret: SecretText, signal: AbortSignal) => Promise<string>;
  /** Takes secrets of the store out of a text that is kept or told. */
  readonly redact: (text: string) => string;
  readonly downloads: DownloadSetting;
}
