import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {'plain' | 'two-column' | 'scanned'} Layout
 * @typedef {{ file: string, title: string, layout: Layout, markdown: string }} Chapter
 * @typedef {{ volume: string, chapter: string, heading: string, text: string }} Section
 * @typedef {{ id: string, file: string, language: 'en' | 'zh', title: string }} Volume
 */

export const textFolder = fileURLToPath(new URL('./text', import.meta.url));
export const sampleFolder = fileURLToPath(new URL('../../public/sample', import.meta.url));

/** The handbook's volumes in reading order: the folder under `text/` and the PDF made of it. */
export const volumes = /** @type {Volume[]} */ ([
  { id: '1-principles', file: 'handbook-1-principles.pdf', language: 'en', title: 'Principles and Terms' },
  { id: '2-parts', file: 'handbook-2-parts.pdf', language: 'en', title: 'The Parts of the Spindrake' },
  { id: '3-working', file: 'handbook-3-working.pdf', language: 'en', title: 'Working the Engine' },
  { id: '4-faults', file: 'handbook-4-faults.pdf', language: 'en', title: 'Faults and Their Finding' },
  { id: '5-upkeep', file: 'handbook-5-upkeep.pdf', language: 'en', title: 'Upkeep and Materials' },
  { id: '6-safety', file: 'handbook-6-safety.pdf', language: 'en', title: 'Safety, Stores and Records' },
  { id: 'zh', file: 'handbook-zh.pdf', language: 'zh', title: '纺霭机简明手册（高原霭坊用）' },
]);

const layoutMark = /^<!-- layout: (two-column|scanned) -->\n+/;

/**
 * The chapters of one volume, one Markdown file each, in the order of their names.
 * @param {string} volume
 * @returns {Chapter[]}
 */
export function readChapters(volume) {
  const folder = join(textFolder, volume);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      const layout = /** @type {Layout} */ (layoutMark.exec(source)?.[1] ?? 'plain');
      const markdown = source.replace(layoutMark, '');
      const title = /^# (.+)$/m.exec(markdown)?.[1];
      if (title === undefined) throw new Error(`${volume}/${file} has no chapter heading`);
      return { file, title, layout, markdown };
    });
}

/**
 * Every section (a heading of the second level and what stands under it), comments left out.
 * @returns {Section[]}
 */
export function readSections() {
  return volumes.flatMap(({ id }) =>
    readChapters(id).flatMap((chapter) =>
      chapter.markdown
        .split(/^## /m)
        .slice(1)
        .map((part) => {
          const [heading = '', ...lines] = part.split('\n');
          const text = lines.join('\n').replace(/<!--.*?-->/g, '');
          return { volume: id, chapter: chapter.title, heading: heading.trim(), text: text.trim() };
        }),
    ),
  );
}

/**
 * SHA-256 (hex) of everything the PDFs are made of: the texts and how they are set. Kept in sample.json, so that a
 * test can tell when the PDFs are older than their sources.
 * @returns {string}
 */
export function hashSources() {
  const hash = createHash('sha256');
  for (const { id, file, title } of volumes) {
    hash.update(`${id}\n${file}\n${title}\n`);
    for (const chapter of readChapters(id))
      hash.update(`${chapter.file}\n${chapter.layout}\n${chapter.markdown}`);
  }
  for (const name of ['page.mjs', 'scan.mjs'])
    hash.update(readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'));
  return hash.digest('hex');
}
