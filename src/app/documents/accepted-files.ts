/** What the file dialogue offers; anything may still be dropped, and is then refused with a sentence. */
export const acceptedFiles =
  '.pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff,.gif,.bmp,.html,.htm,.mht,.mhtml,.md,.markdown,.txt,.docx,.docm,.xlsx,.xlsm,.pptx,.pptm,.ppsx,.epub,.eml,.csv,.tsv,.zip';
