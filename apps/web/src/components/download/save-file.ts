interface SavedFile {
  name: string;
  /** Media type, without the charset: the text is written as UTF-8. */
  type: string;
  text: string;
}

/** Hands a text made on this page to the browser's downloads. */
export function saveFile({ name, type, text }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the data as soon as it began, which is after this task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
