/** Where the keys of S3 come from, and which store `s3://` stands for. Without keys requests are not signed. */
export interface S3Setting {
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
}

export interface DownloadSetting {
  /** Of all files of one step together. */
  readonly bytesMax: number;
  readonly filesMax: number;
  /** For one step as a whole; aws:downloadContent has no time-out of its own. */
  readonly secondsMax: number;
  /** A source that sends no byte for so long has gone. */
  readonly idleMs: number;
  /** Base address of GitHub's API, without a slash at its end. */
  readonly githubApi: string;
  readonly s3: S3Setting;
}
