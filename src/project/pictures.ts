import { pagesAtOnce } from '../documents/ocr/engine-pool';

/** Whether a file is a picture, by its media type or its name: such files are read several at once. */
export const isPicture = ({ name, mediaType }: { name: string; mediaType: string }): boolean =>
  mediaType.startsWith('image/') || /\.(?:png|jpe?g|webp|gif|bmp|tiff?)$/i.test(name);

/** How many pictures are read at once: each is recognised by one thread. */
export function picturesAtOnce(): number {
  const { hardwareConcurrency = 1, deviceMemory } = navigator as {
    hardwareConcurrency?: number;
    deviceMemory?: number;
  };
  return pagesAtOnce(hardwareConcurrency, deviceMemory);
}
