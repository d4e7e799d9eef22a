import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { HoneError } from '../../errors/hone-error';

// Unpacked, in bytes: as text and as a tree it takes ten times as much, in one tab with all else.
const mostUnpacked = 100_000_000;

export type PackedKind = 'docx' | 'xlsx' | 'pptx' | 'epub';
/** Documents too, though not read: none of them is an archive of files. */
type OtherPacked = 'odt' | 'ods' | 'odp' | 'iwork';

const openDocuments: Record<string, OtherPacked> = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' };

/** What is packed in a zip, by the names in it; null: something else, or no zip that can be opened. */
export function packedKind(bytes: Uint8Array): PackedKind | OtherPacked | null {
  let names: Set<string>;
  try {
    const nameOf = partNames(bytes);
    names = new Set(namesIn({ bytes }).map(nameOf));
  } catch (error) {
    if (isBroken(error)) return null;
    throw error;
  }
  if (names.has('word/document.xml')) return 'docx';
  if (names.has('xl/workbook.xml')) return 'xlsx';
  if (names.has('ppt/presentation.xml')) return 'pptx';
  if (names.has('META-INF/container.xml')) return 'epub';
  if (names.has('content.xml') && names.has('META-INF/manifest.xml')) return openDocument(bytes);
  return names.has('Index/Document.iwa') || names.has('xl/workbook.bin') ? 'iwork' : null;
}

const mainParts: Record<string, string> = { word: 'document', xl: 'workbook', ppt: 'presentation' };

/**
 * What a file of a zip is called here. Some programs write backslashes, and an Office file's main part may have any name
 * (Word on the web: document2.xml), which `_rels/.rels` tells (ECMA-376 part 2, 6.5).
 */
function partNames(bytes: Uint8Array): (name: string) => string {
  const plain = (name: string): string => name.replaceAll('\\', '/');
  const read = unzipSync(bytes, {
    filter: ({ name, originalSize }) => plain(name) === '_rels/.rels' && originalSize < 100_000,
  });
  const [relations] = Object.values(read);
  const main = /<Relationship\b[^<>]*\/officeDocument"[^<>]*>/.exec(
    relations ? strFromU8(relations) : '',
  )?.[0];
  const place = /\sTarget="\/?(word|xl|ppt)\/([^"/]+)\.xml"/.exec(main ?? '');
  const usual = place && mainParts[place[1]!]!;
  if (!place || place[2] === usual) return plain;
  const [, folder, given] = place;
  const renamed = new Map(
    [`${folder}/*.xml`, `${folder}/_rels/*.xml.rels`].map((pattern) => [
      pattern.replace('*', given!),
      pattern.replace('*', usual!),
    ]),
  );
  const hidden = new Set(renamed.values());
  return (name) => renamed.get(plain(name)) ?? (hidden.has(plain(name)) ? `unused/${name}` : plain(name));
}

/** OpenDocument says in a file of its own what it is (part 2, 3.3). */
function openDocument(bytes: Uint8Array): OtherPacked {
  const said = unzipSync(bytes, {
    filter: ({ name, originalSize }) => name === 'mimetype' && originalSize < 200,
  });
  const kind = /opendocument\.([a-z]+)/.exec(textIn(new Map(Object.entries(said)), 'mimetype') ?? '')?.[1];
  return openDocuments[kind ?? ''] ?? 'odt';
}

/**
 * The files of a zip that `wanted` names. Sizes are the directory's; a file that unpacks to more is cut there.
 * Throws 'file/too-large' before unpacking more than 100 MB, 'file/unreadable' for what cannot be unpacked.
 */
export function unpack(
  file: { name: string; bytes: Uint8Array },
  wanted: (name: string) => boolean,
): Map<string, Uint8Array> {
  let total = 0;
  try {
    const nameOf = partNames(file.bytes);
    const entries = unzipSync(file.bytes, {
      filter: ({ name, originalSize }) => {
        if (!wanted(nameOf(name))) return false;
        total += originalSize;
        if (total > mostUnpacked) throw new HoneError('file/too-large', { file: file.name });
        return true;
      },
    });
    return new Map(Object.entries(entries).map(([name, bytes]) => [nameOf(name), bytes]));
  } catch (error) {
    if (isBroken(error)) throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
    throw error;
  }
}

/**
 * The same zip with nothing in it that `wanted` does not name, and its sizes known: safe for a reader that trusts them.
 * `change`: what becomes of a file. `named`: files of which only the name is put in, as their content.
 */
export function repacked(
  file: { name: string; bytes: Uint8Array },
  wanted: (name: string) => boolean,
  change: (name: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes,
  named: (name: string) => boolean = () => false,
): ArrayBuffer {
  const entries = [...unpack(file, wanted)].map(([name, bytes]) => [name, change(name, bytes)] as const);
  const nameOf = partNames(file.bytes);
  const names = namesIn(file)
    .map(nameOf)
    .filter(named)
    .map((name) => [name, strToU8(name)] as const);
  return zipSync(Object.fromEntries([...names, ...entries]), { level: 0 }).slice().buffer;
}

/** All names in a zip that could be unpacked before. */
function namesIn(file: { bytes: Uint8Array }): string[] {
  const names: string[] = [];
  unzipSync(file.bytes, { filter: ({ name }) => names.push(name) < 0 });
  return names;
}

export const textIn = (files: ReadonlyMap<string, Uint8Array>, name: string): string | undefined => {
  const bytes = files.get(name);
  return bytes && strFromU8(bytes);
};

/** fflate's errors carry a code; a directory that lies leads outside of the bytes. */
export const isBroken = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && 'code' in error && !(error instanceof HoneError));
