const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

// The commonest characters of Chinese, traditional Chinese, Japanese and Korean running text.
const eastern: [string, RegExp][] = [
  [
    'gb18030',
    /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里]/g,
  ],
  [
    'big5',
    /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡]/g,
  ],
  ['shift_jis', /[のにはをたがでてとしれさいるか]/g],
  ['euc-jp', /[のにはをたがでてとしれさいるか]/g],
  ['euc-kr', /[이다는을를에의가은로한고하도지기사그들있것수나서]/g],
];

/** How many of the commonest Eastern characters are in a text. */
export const frequentEastern = (text: string): number =>
  eastern.reduce((most, [, often]) => Math.max(most, text.match(often)?.length ?? 0), 0);

// The commonest lower-case letters of each script, and what is written beside them; capitals are rarer everywhere.
const cyrillic = /[оеаинтсрвлкмдпуяыьгзбчйхжшюіїє№«»–—]/g;
const western = /[äöüßéèêëàâçñáíóúîïôûùìòãåæøœ€‘’“”«»–—…°§£©®·²³½ÄÖÜÉÀ¿¡]|õ(?=e)/g;
const central = /[ąćęłńóśźżáčďéěíňřšťúůýžőűôäöüßĺľŕăâîșşțţđ€‘’“”„«»–—…°§ŁŚŻČŠŽ]/g;
const single: [string, RegExp][] = [
  ['windows-1252', western],
  ['macintosh', western],
  ['windows-1250', central],
  ['iso-8859-2', central],
  ['windows-1254', /[ığşçöüâîû€‘’“”–—…İŞĞÇÖÜ]/g],
  ['windows-1251', cyrillic],
  ['koi8-r', cyrillic],
  ['ibm866', cyrillic],
  ['x-mac-cyrillic', cyrillic],
  ['windows-1253', /[αοιετσνηυρπκμλςάίόέήύώθγδχωφβξζψ€‘’“”«»–—]/g],
  ['windows-1255', /[יוהלאתרשמבדנעםפקחכגטסזןצךףץ€‘’“”–—]/g],
  ['windows-1256', /[الميونرتبعدسفهكقحةجطذخشصىأإضزثءئؤغظ،؟€‘’“”–—]/g],
  ['windows-874', /[านรอกเงมยลวดทสตะปบคหแจพชขใไโผศซภธฟถณฉำ€–]|[\u0e31\u0e34-\u0e39\u0e47-\u0e49\u0e4c]/g],
];
// A letter of one script right after another's stands in no word.
const mixed = /[a-z](?=[А-яͰ-Ͽא-ת؀-ۿ฀-๿])|[А-яͰ-Ͽא-ת؀-ۿ](?=[a-z])/gu;

/** The encoding, not UTF-8, whose text has most of a language's common letters and fewest of what is in no text. */
export function likeliestEncoding(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, 65_536);
  const high = sample.reduce((n, byte) => n + (byte > 127 ? 1 : 0), 0);
  // Western accents stand alone; Eastern writing is pairs of high bytes.
  if (high / Math.max(1, sample.length) >= 0.05 || pairs(sample)) {
    let best = { encoding: '', score: 0 };
    for (const [encoding, often] of eastern) {
      const text = decode(sample, encoding);
      const score = (text.match(often)?.length ?? 0) - 10 * (text.match(/\ufffd/g)?.length ?? 0);
      // Less than this of common characters is chance.
      if (score > best.score && score > 0.04 * high) best = { encoding, score };
    }
    if (best.encoding) return best.encoding;
  }
  let best = { encoding: 'windows-1252', score: -Infinity };
  for (const [encoding, often] of single) {
    const text = decode(sample, encoding);
    const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
    const common = text.match(often)?.length ?? 0;
    const unused = text.match(/[\x80-\x9f\ufffd]/g)?.length ?? 0;
    const score = common - (beyond - common) - 3 * unused - 2 * (text.match(mixed)?.length ?? 0);
    if (score > best.score) best = { encoding, score };
  }
  return ofCentralEurope.has(best.encoding) ? likelierCentral(sample) : best.encoding;
}

// The two of Central Europe give š, ž, ť, ą and ľ other bytes; a short text has too few marks of print to tell them apart.
const ofCentralEurope = new Set(['windows-1250', 'iso-8859-2']);
const centralLanguages = [
  /[áčďéěíňóřšťúůýž]/gi,
  /[áäčďéíĺľňóôŕšťúýž]/gi,
  /[ąćęłńóśźż]/gi,
  /[áéíóöőúüű]/gi,
  /[ăâîşţ]/gi,
  /[čćđšž]/gi,
  /[äöüß]/gi,
];

/** The one in which most of the letters are of one language: Czech has no ą. */
function likelierCentral(sample: Uint8Array): string {
  const oneLanguage = (encoding: string): number => {
    const text = decode(sample, encoding);
    return Math.max(...centralLanguages.map((letters) => text.match(letters)?.length ?? 0));
  };
  return oneLanguage('iso-8859-2') > oneLanguage('windows-1250') ? 'iso-8859-2' : 'windows-1250';
}

function pairs(sample: Uint8Array): boolean {
  let double = 0;
  let alone = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i]! < 128) continue;
    if (i + 1 < sample.length && sample[i + 1]! >= 64) {
      double++;
      i++;
    } else alone++;
  }
  return double > 4 * alone;
}
