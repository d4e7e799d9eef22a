/** Hands a file to the person as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The download holds the URL only while it starts.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A project's name as a file name on any system. */
export const fileName = (name: string): string =>
  name.replace(/[\\/:*?"<>|\s]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'hone';
