import { seededRandom, type Random } from '../../src/pairs/random';
import { hostileImages } from './hostile-images';
import { hostileNames, hostileTexts } from './hostile-texts';
import { hostilePacked } from './hostile-packed';
import { hostilePdfs } from './hostile-pdfs';

export interface TestFile {
  name: string;
  bytes: Uint8Array;
}

/** A file that must end in a result or in an error naming it; `why` says what is wrong with it. */
export interface HostileFile extends TestFile {
  why: string;
  /** Must be refused, or must be read, where only one of the two is right. */
  ends?: 'read' | 'refused';
}

const truncated = 40;
const flipped = 60;
// Bytes.
const longOnes = 60_000;

/** The same files for the same sources and seed. */
export function hostileFiles(sources: readonly TestFile[], seed: string): HostileFile[] {
  const random = seededRandom(seed);
  const documents = sources.filter(({ name }) => name.endsWith('.pdf'));
  return [
    ...cut(documents, random),
    ...flip(documents, random),
    ...hostilePdfs(),
    ...hostileImages(sources, random),
    ...hostileTexts(),
    ...hostilePacked(random),
    ...hostileNames(sources),
    ...misnamed(sources),
  ];
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

function cut(documents: readonly TestFile[], random: Random): HostileFile[] {
  return Array.from({ length: truncated }, (_, i) => {
    const { name, bytes } = pick(documents, i);
    const at = random.below(bytes.length);
    return { name: `cut-${i}-${name}`, bytes: bytes.slice(0, at), why: `ends after ${at} bytes` };
  });
}

function flip(documents: readonly TestFile[], random: Random): HostileFile[] {
  // Mostly short ones, for the sake of time.
  const short = documents.filter(({ bytes }) => bytes.length < longOnes);
  const long = documents.filter(({ bytes }) => bytes.length >= longOnes);
  return Array.from({ length: flipped }, (_, i) => {
    const { name, bytes } = pick(i % 6 === 0 ? long : short, i);
    const copy = bytes.slice();
    // From one byte to one in a hundred.
    const count = Math.max(1, Math.round(copy.length * 0.01 * random.next() ** 4));
    for (let n = 0; n < count; n++) copy[random.below(copy.length)] = random.below(256);
    return { name: `flipped-${i}-${name}`, bytes: copy, why: `${count} bytes changed` };
  });
}

/** What a file is must be told by its bytes. */
function misnamed(sources: readonly TestFile[]): HostileFile[] {
  const text = new TextEncoder();
  const pdf = sources.find(({ name }) => name === 'ruled-table.pdf')!;
  const png = sources.find(({ name }) => name === 'note.png')!;
  const program = Uint8Array.from({ length: 4000 }, (_, i) => (i === 0 ? 0x7f : (i * 73) & 0xff));
  program.set(text.encode('ELF'), 1);
  return [
    { name: 'pdf.html', bytes: pdf.bytes, why: 'a PDF called HTML', ends: 'read' },
    { name: 'pdf.txt', bytes: pdf.bytes, why: 'a PDF called text', ends: 'read' },
    { name: 'pdf', bytes: pdf.bytes, why: 'a PDF without an ending', ends: 'read' },
    { name: 'picture.pdf', bytes: png.bytes, why: 'a PNG called PDF', ends: 'read' },
    { name: 'page.pdf', bytes: text.encode('<!doctype html><p>The kiln is warm.'), why: 'HTML called PDF' },
    { name: 'program.pdf', bytes: program, why: 'a program called PDF', ends: 'refused' },
    { name: 'program.png', bytes: program, why: 'a program called PNG', ends: 'refused' },
    { name: 'program.md', bytes: program, why: 'a program called Markdown', ends: 'refused' },
    { name: 'empty.pdf', bytes: new Uint8Array(), why: 'no bytes', ends: 'refused' },
    { name: 'empty.png', bytes: new Uint8Array(), why: 'no bytes', ends: 'refused' },
    { name: 'empty.html', bytes: new Uint8Array(), why: 'no bytes', ends: 'refused' },
    { name: 'zeros.pdf', bytes: new Uint8Array(100_000), why: 'nothing but zeros', ends: 'refused' },
    { name: 'zeros.txt', bytes: new Uint8Array(100_000), why: 'nothing but zeros', ends: 'refused' },
    { name: 'header.pdf', bytes: text.encode('%PDF-1.7'), why: 'nothing but a header', ends: 'refused' },
    {
      name: 'behind.pdf',
      bytes: new Uint8Array([...text.encode('MIME junk before\n'.repeat(20)), ...pdf.bytes]),
      why: 'junk before the header',
      ends: 'read',
    },
    {
      name: 'twice.pdf',
      bytes: new Uint8Array([...pdf.bytes, ...pdf.bytes]),
      why: 'the file twice',
      ends: 'read',
    },
    {
      name: 'tail.pdf',
      bytes: new Uint8Array([...pdf.bytes, ...new Uint8Array(200_000)]),
      why: 'zeros behind the end',
      ends: 'read',
    },
  ];
}
