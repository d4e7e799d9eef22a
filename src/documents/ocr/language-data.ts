import { Gunzip } from 'fflate';
import { HoneError } from '../../errors/hone-error';

/** Beside the app, always at hand; tesseract's names. */
export const installedLanguages = ['eng', 'chi_sim', 'chi_tra'] as const;

/** Further ones that there is data for, as tesseract calls them. */
export const furtherLanguages = (
  'afr amh ara asm aze bel ben bod bos bul cat ceb ces cym dan deu div ell epo est eus fas fin fra fry gla gle glg guj hat ' +
  'heb hin hrv hun hye ind isl ita jav jpn kan kat kaz khm kir kor lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep ' +
  'nld nor oci ori pan pol por pus que ron rus san sin slk slv snd spa sqi srp sun swa swe tam tat tel tgk tha tir ton tur ' +
  'uig ukr urd uzb vie yid yor'
).split(' ');

export const languageHost = 'https://cdn.jsdelivr.net';

/** Where a language's data is published: one file, that of the package that set-up installs ours from. */
export const languageAddress = (language: string): string =>
  `${languageHost}/npm/@tesseract.js-data/${language}@1.0.0/4.0.0_best_int/${language}.traineddata.gz`;

/** The language that a file is for by its name ('deu.traineddata.gz', also a second copy, 'deu (1).traineddata'); null where it is no such name. */
export const languageOfFile = (name: string): string | null =>
  /(?:^|[/\\])([a-z]{3}(?:_[A-Za-z]{2,5})*)(?: ?\(\d+\))?\.traineddata(?:\.gz)?$/.exec(name)?.[1] ?? null;

// A table of at most so many parts (tesseract's TessdataType), where the one for its network is.
const mostParts = 64;
const networkPart = 17;
// Unpacked; the largest published has 40 MB.
const mostBytes = 120e6;

/**
 * Checks language data as tesseract 4 and 5 read it: packed or not, a table of where its parts lie, one of them the network.
 * Throws HoneError 'ocr/bad-language' with `file`.
 */
export function checkLanguageData(file: string, data: Uint8Array): void {
  const wrong = (cause?: unknown) => new HoneError('ocr/bad-language', { file }, { cause });
  let plain: Uint8Array;
  try {
    plain = data[0] === 0x1f && data[1] === 0x8b ? unpacked(data) : data;
  } catch (error) {
    throw wrong(error);
  }
  if (plain.length < 4 + 8 * (networkPart + 1) || plain.length > mostBytes) throw wrong();
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const parts = view.getInt32(0, true);
  if (parts <= networkPart || parts > mostParts || plain.length < 4 + 8 * parts) throw wrong();
  const offsets = Array.from({ length: parts }, (_, i) => Number(view.getBigInt64(4 + 8 * i, true)));
  let last = 4 + 8 * parts;
  for (const offset of offsets.filter((one) => one !== -1)) {
    if (offset < last || offset > plain.length) throw wrong();
    last = offset;
  }
  if (offsets[networkPart] === -1) throw wrong();
}

/** Unpacked as far as it may go: a bomb is not followed to its end. */
function unpacked(data: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const gunzip = new Gunzip((piece, final) => {
    pieces.push(piece);
    length += piece.length;
    whole ||= final;
    if (length > mostBytes) throw new RangeError('too large');
  });
  for (let at = 0; at < data.length; at += 1 << 16)
    gunzip.push(data.subarray(at, at + (1 << 16)), at + (1 << 16) >= data.length);
  if (!whole) throw new RangeError('cut off');
  const plain = new Uint8Array(length);
  pieces.reduce((at, piece) => (plain.set(piece, at), at + piece.length), 0);
  return plain;
}
