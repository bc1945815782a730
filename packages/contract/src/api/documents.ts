import { z } from 'zod';

/** PostgreSQL's largest integer, where a version is kept. */
const VERSION_MAX = 2_147_483_647;
const Version = z.int().min(1).max(VERSION_MAX);
/** A version in a query string. */
const VersionText = z.coerce.number().int().min(1).max(VERSION_MAX);

/** Of AWS Systems Manager (CreateDocument). */
const DocumentName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,128}$/, 'a name has 3 to 128 letters, digits and the characters _ . -');

/** Any name: one that nothing can have is not found, and that says more than a pattern. */
export const documentParams = z.object({ documentName: z.string().min(1).max(128) });
export const documentVersionQuery = z.object({ version: VersionText.optional() });
/** From the default version to the newest one, unless said otherwise. */
export const documentDiffQuery = z.object({ from: VersionText.optional(), to: VersionText.optional() });

/** A registered document; `sha256` is the sum of its content's UTF-8 bytes. */
export const DocumentSummary = z
  .object({
    name: z.string(),
    version: z.int(),
    /** The version that runs when none is named. */
    defaultVersion: z.int(),
    schemaVersion: z.string(),
    description: z.string(),
    sha256: z.string(),
    registeredBy: z.string(),
    registeredAt: z.iso.datetime(),
  })
  .meta({ id: 'DocumentSummary' });
export type DocumentSummary = z.infer<typeof DocumentSummary>;

/** A parameter as the document defines it, by what a form needs to ask for it. */
export const DocumentParameter = z
  .object({
    name: z.string(),
    type: z.enum(['String', 'StringList', 'Boolean', 'Integer', 'MapList', 'StringMap']),
    description: z.string(),
    /** None is there: a value must be given. */
    required: z.boolean(),
    /** In the form in which values are given; empty when a value must be given. */
    default: z.array(z.string()),
    allowedValues: z.array(z.string()),
    allowedPattern: z.string().nullable(),
  })
  .meta({ id: 'DocumentParameter' });
export type DocumentParameter = z.infer<typeof DocumentParameter>;

/** One version with its content, byte for byte as it was registered, and what is read in it. */
export const DocumentDetail = DocumentSummary.extend({
  content: z.string(),
  parameters: z.array(DocumentParameter),
  steps: z.array(z.object({ name: z.string(), action: z.string() })),
}).meta({ id: 'DocumentDetail' });
export type DocumentDetail = z.infer<typeof DocumentDetail>;

/** The text of an SSM Command document, JSON or YAML. */
export const RegisterDocumentRequest = z
  .object({ name: DocumentName, content: z.string().min(1) })
  .meta({ id: 'RegisterDocumentRequest' });
export type RegisterDocumentRequest = z.infer<typeof RegisterDocumentRequest>;

/** `isNew` is false when the newest version has this very content, which is then the answer. */
export const RegisteredDocument = DocumentSummary.extend({
  isNew: z.boolean(),
  /** Worth reading; they refuse nothing. */
  notes: z.array(z.object({ place: z.string(), message: z.string() })),
}).meta({ id: 'RegisteredDocument' });
export type RegisteredDocument = z.infer<typeof RegisteredDocument>;

export const SetDefaultVersionRequest = z.object({ version: Version }).meta({ id: 'SetDefaultVersionRequest' });
export type SetDefaultVersionRequest = z.infer<typeof SetDefaultVersionRequest>;

const ScriptHunk = z.object({ lineBefore: z.int(), lineAfter: z.int(), lines: z.array(z.string()) });

/** One difference by meaning; `path` names parameters and steps, such as `steps.say.inputs.runCommand`. */
export const DocumentChange = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('added'), path: z.string(), after: z.unknown() }),
    z.object({ kind: z.literal('removed'), path: z.string(), before: z.unknown() }),
    z.object({ kind: z.literal('changed'), path: z.string(), before: z.unknown(), after: z.unknown() }),
    z.object({
      kind: z.literal('reordered'),
      path: z.string(),
      before: z.array(z.string()),
      after: z.array(z.string()),
    }),
    /** Lines of a script, each beginning with `+`, `-` or a space. */
    z.object({ kind: z.literal('script'), path: z.string(), hunks: z.array(ScriptHunk) }),
  ])
  .meta({ id: 'DocumentChange' });
export type DocumentChange = z.infer<typeof DocumentChange>;

export const DocumentDiff = z
  .object({ name: z.string(), from: z.int(), to: z.int(), changes: z.array(DocumentChange) })
  .meta({ id: 'DocumentDiff' });
export type DocumentDiff = z.infer<typeof DocumentDiff>;

/** What an agent of the platform would do with one version, the default one unless named. Nothing runs. */
export const RenderDocumentRequest = z
  .object({
    version: Version.optional(),
    platform: z.enum(['linux', 'windows', 'macos']),
    parameters: z.record(z.string(), z.array(z.string())).default({}),
  })
  .meta({ id: 'RenderDocumentRequest' });
export type RenderDocumentRequest = z.infer<typeof RenderDocumentRequest>;

const stepBase = {
  name: z.string(),
  action: z.string(),
  onFailure: z.enum(['exit', 'successAndExit']).optional(),
  onSuccess: z.enum(['exit']).optional(),
  finallyStep: z.boolean(),
};

const RenderedScript = z.object({
  fileName: z.string(),
  /** The first of them that exists runs the script. */
  programs: z.array(z.string()),
  /** Of the program, with the file's name where its path will be. */
  args: z.array(z.string()),
  /** What differs from the agent's own environment; null for a variable that is taken out. */
  environment: z.record(z.string(), z.string().nullable()),
  /** Byte for byte what the file holds, as UTF-8. */
  content: z.string(),
});

export const RenderedStep = z
  .discriminatedUnion('kind', [
    z.object({
      ...stepBase,
      kind: z.literal('script'),
      script: RenderedScript,
      /** `downloads`: below that folder if an earlier step made it there, else the step's own. */
      workingDirectory: z.object({ kind: z.enum(['absolute', 'downloads']), path: z.string() }),
      timeoutSeconds: z.int(),
    }),
    z.object({ ...stepBase, kind: z.literal('action'), inputs: z.record(z.string(), z.unknown()) }),
    z.object({ ...stepBase, kind: z.literal('skip'), reason: z.string() }),
    z.object({ ...stepBase, kind: z.literal('fail'), reason: z.string() }),
  ])
  .meta({ id: 'RenderedStep' });
export type RenderedStep = z.infer<typeof RenderedStep>;

export const RenderedDocument = z
  .object({ name: z.string(), version: z.int(), steps: z.array(RenderedStep) })
  .meta({ id: 'RenderedDocument' });
export type RenderedDocument = z.infer<typeof RenderedDocument>;
