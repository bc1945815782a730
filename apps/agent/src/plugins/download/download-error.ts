/** A download cannot be done; the message says what, where and why, as a sentence without its full stop. */
export class DownloadError extends Error {}
