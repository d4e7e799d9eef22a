/** What the file dialogue offers; anything may still be dropped, and is then refused with a sentence. */
export const acceptedFiles =
  '.pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff,.bmp,.html,.htm,.md,.markdown,.txt,.docx,.xlsx,.pptx,.epub,.eml,.csv,.tsv,.zip';
