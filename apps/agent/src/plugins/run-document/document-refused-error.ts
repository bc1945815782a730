/** The server has no such document, or what it sent is not what it signed for this invocation. */
export class DocumentRefusedError extends Error {}
