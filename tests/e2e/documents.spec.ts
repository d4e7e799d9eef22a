import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { test, type Page } from '@playwright/test';
import { longPdf } from '../../scripts/bench/documents/long-pdf.mjs';
import { expect, manual, openManual } from './interface-project';
import { chooseTinyModel, importAllPairs, openStores } from './small-project';

test('what was read is corrected in place, the passages follow, a reload keeps it and it can be undone', async ({
  page,
}) => {
  await openManual(page);
  const items = page.locator('main ol > li');
  const correct = async (text: string) => {
    await items.filter({ hasText: text }).first().hover();
    await page.getByRole('button', { name: new RegExp(`^Correct [^:]+: ${text}`) }).click();
    return page.getByRole('group', { name: /^Correction/ });
  };
  const undo = page.getByRole('button', { name: /^Undo the last correction/ });

  let editor = await correct('Open the damper');
  await editor.getByLabel('Type').selectOption('Text');
  await editor.getByLabel('Text', { exact: true }).fill('Open the flap fully.');
  await editor.getByRole('button', { name: 'Join with the next' }).click();
  await expect(undo).toHaveText('Undo the last correction (3)');
  await editor.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(items.filter({ hasText: 'Open the flap fully. Close it by a third' })).toHaveCount(1);

  await items.filter({ hasText: 'Temperature' }).hover();
  await page.getByRole('button', { name: /^Correct Table/ }).click();
  editor = page.getByRole('group', { name: /^Correction/ });
  await editor.getByLabel('Row 2, column 2').fill('1000 °C');
  await editor.getByLabel('Row 2, column 2').press('Tab');
  await editor.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByRole('cell', { name: '1000 °C' })).toBeVisible();

  editor = await correct('Safety');
  await editor.getByRole('button', { name: 'Up', exact: true }).click();
  await editor.getByRole('button', { name: 'Leave out' }).click();
  await expect(undo).toHaveText('Undo the last correction (6)');
  await expect(items.filter({ hasText: /^\s*Title\s*Safety/ })).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole('cell', { name: '1000 °C' })).toBeVisible();
  await page.getByRole('link', { name: /^Passages/ }).click();
  await expect(page.getByText('Open the flap fully. Close it by a third').first()).toBeVisible();
  await page.getByRole('link', { name: 'Pages and elements' }).click();

  for (let left = 5; left > 0; left--) {
    await undo.click();
    await expect(undo).toHaveText(`Undo the last correction (${left})`);
  }
  await undo.click();
  await expect(undo).toHaveCount(0);
  await expect(page.getByText('Open the damper fully for the first hour.')).toBeVisible();
  await expect(page.getByRole('cell', { name: '999 °C' })).toBeVisible();
});

test('a text is parted at the cursor by keyboard', async ({ page }) => {
  await openManual(page);
  await page.getByRole('button', { name: /^Correct Text: Never look/ }).focus();
  await page.keyboard.press('Enter');
  const text = page.getByRole('group', { name: /^Correction/ }).getByLabel('Text', { exact: true });
  await text.focus();
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 'Never look into'.length; i++) await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Part at the cursor' }).click();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByText('Never look into', { exact: true })).toBeVisible();
  await expect(page.getByText(/^the peephole without dark glasses/)).toBeVisible();
});

test('an edited file takes the place of its earlier version, and undo keeps both', async ({ page }) => {
  await openManual(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'kiln.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from(`${manual}\n## Upkeep\n\nSweep the floor of the kiln after every firing.\n`),
    });
  await expect(page.getByText('kiln.md took the place of its earlier version')).toBeVisible();
  await expect(page.getByText('Sweep the floor of the kiln')).toBeVisible();
  await expect(page.getByRole('link', { name: /kiln\.md Read/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('link', { name: /kiln\.md Read/ })).toHaveCount(2);
});

test('a dropped ZIP shows the files in it, and a long list is turned and searched', async ({ page }) => {
  await page.goto('/');
  const notes = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`notes/note-${i + 1}.txt`, strToU8(`The valve ${i + 1} is open.`)]),
  );
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'drawer.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(notes)) });
  await expect(page.getByText('60 of 60 read')).toBeVisible({ timeout: 60_000 });
  const list = page.getByRole('list', { name: 'Documents' });
  await expect(list.getByRole('listitem')).toHaveCount(50);
  await expect(list.getByRole('link', { name: /^note-1\.txt drawer\.zip\/notes Read/ })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Pages of the list of documents' })
    .getByLabel('Next page')
    .click();
  await expect(list.getByRole('listitem')).toHaveCount(10);
  await page.getByLabel('Find by name').fill('note-60');
  await list.getByRole('link', { name: /^note-60/ }).click();
  await expect(page.getByText('The valve 60 is open.')).toBeVisible();
});

test('a chosen or dropped folder gives its files in order, without what systems put there, and an empty one is said', async ({
  page,
}, testInfo) => {
  const folder = testInfo.outputPath('drawer');
  await mkdir(join(folder, 'notes', '.git'), { recursive: true });
  const notes = ['notes/page 2.txt', 'notes/page 10.txt'];
  const others = ['.DS_Store', 'Thumbs.db', 'notes/.git/config', 'notes/~$page.docx'];
  for (const name of [...notes, ...others])
    await writeFile(join(folder, name), `The valve of ${name} is open.`);
  await page.goto('/');
  await page.locator('main input[webkitdirectory]').setInputFiles(folder);
  const links = page.getByRole('list', { name: 'Documents' }).getByRole('link');
  await expect(links).toHaveText([/^\s*page 2\.txt.*Read/s, /^\s*page 10\.txt.*Read/s]);

  // What a browser gives for a folder dropped: nothing in it, and one with a file and a system's.
  const drop = (name: string, inside: string[]) =>
    page.evaluate(
      ([folderName, names]) => {
        const entry = (file: string) => ({
          isDirectory: false,
          name: file,
          fullPath: `/${folderName}/${file}`,
          file: (give: (one: File) => void) => give(new File([`A gate of ${file}.`], file)),
        });
        const lots = [names.map(entry), []];
        const dropped = {
          isDirectory: true,
          createReader: () => ({
            readEntries: (give: (some: unknown[]) => void) => give(lots.shift() ?? []),
          }),
        };
        const item = { kind: 'file', webkitGetAsEntry: () => dropped, getAsFile: () => null };
        const event = new Event('drop', { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], items: [item] } });
        document.querySelector('main')!.dispatchEvent(event);
      },
      [name, inside] as const,
    );
  await drop('hollow', []);
  await expect(page.getByText('There are no files in that folder.')).toBeVisible();
  await drop('gates', ['.localized', 'gate.txt']);
  await expect(links).toHaveText([/page 2\.txt/, /page 10\.txt/, /^\s*gate\.txt.*Read/s]);
});

test('what titles before the text do is measured on the dev questions, and nothing is changed by it', async ({
  page,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await page.goto('/#/documents');
  await page.getByText('How passages are cut').click();
  await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeDisabled();
  await importAllPairs(page);
  await page.goto('/#/documents');
  await page.getByText('How passages are cut').click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const effect = page.getByRole('region', { name: 'Do titles help here?' });
  await expect(effect.getByText(/nDCG@10 on \d+ dev question/)).toBeVisible();
  await expect(effect.getByText('BM25 (keywords)', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Titles before the text')).not.toBeChecked();
  await page.reload();
  await page.getByText('How passages are cut').click();
  await expect(effect.getByRole('button', { name: 'Compare again' })).toBeVisible();
});

const give = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').first().setInputFiles({ name, mimeType: '', buffer });

test('the first page of a long document is shown while the rest is read, and any page can be jumped to', async ({
  page,
}) => {
  await page.goto('/');
  await give(page, 'long.pdf', longPdf(1200));
  const picture = page.locator('.paper canvas.drawn');
  await expect(picture).toBeVisible();
  await expect(page.getByText(/^Still being read/)).toBeVisible();
  await expect(page.locator('main ol > li').filter({ hasText: /^\s*Title\s*1 The/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Correct / })).toHaveCount(0);
  const field = page.getByRole('navigation', { name: 'Pages of the document' }).getByLabel('Go to page');
  await field.fill('900');
  await field.press('Enter');
  await expect(page.getByRole('img', { name: /^Page 900 of long\.pdf/ })).toBeVisible();
  await expect(picture).toBeVisible();
  await page.getByRole('button', { name: 'Remove long.pdf' }).click();
  await expect(page.getByText('Drop or paste files here')).toBeVisible();
});

test('a table is copied and saved, and all of a project are saved as one ZIP, without formulas', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openManual(page);
  await give(page, 'sums.csv', Buffer.from('Cone,Sum\n6,=1+1\n7,plain\n'));
  await expect(page.getByRole('heading', { name: 'sums', exact: true })).toBeVisible();
  const table = page.getByRole('group', { name: 'This table' });
  await table.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Enter');
  await expect(table.getByRole('status')).toContainText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'Cone\tSum\r\n6\t"\'=1+1"\r\n7\tplain\r\n',
  );
  const saved = async (click: Promise<void>) => {
    const download = await Promise.all([page.waitForEvent('download'), click]).then(([event]) => event);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const csv = await saved(table.getByRole('button', { name: 'CSV' }).click());
  expect(csv.name).toBe('sums.csv-p1.csv');
  expect(csv.bytes.toString()).toContain("'=1+1");
  const all = page.getByRole('group', { name: 'Save what was read' }).first();
  const zip = await saved(all.getByRole('button', { name: 'Tables (ZIP)' }).click());
  expect(Object.keys(unzipSync(zip.bytes)).sort()).toEqual([
    'kiln.md.table-1.csv',
    'kiln.md.tables.html',
    'sums.csv.table-1.csv',
    'sums.csv.tables.html',
  ]);
});

test('words that may be misread are marked; those elements are gone through, and confirming clears the mark', async ({
  page,
}) => {
  await page.goto('/');
  await give(page, 'faint.png', await faintNote(page));
  const doubt = page.getByRole('group', { name: /in doubt$/ });
  await expect(doubt).toBeVisible();
  const marked = page.locator('main ol > li mark');
  await expect(marked.first()).toBeVisible();
  await doubt.getByRole('button', { name: 'Next in doubt' }).click();
  await expect(doubt).toContainText('1 / ');
  await doubt.getByLabel('Show only these').check();
  while ((await page.getByRole('button', { name: 'It is right' }).count()) > 0) {
    const left = await page.getByRole('button', { name: 'It is right' }).count();
    await page.getByRole('button', { name: 'It is right' }).first().click();
    await expect(page.getByRole('button', { name: 'It is right' })).toHaveCount(left - 1);
  }
  await expect(marked).toHaveCount(0);
  await expect(page.getByText('Nothing on this page is in doubt.')).toBeVisible();
  await page.getByRole('button', { name: /^Undo the last correction/ }).click();
  await expect(page.getByRole('button', { name: 'It is right' })).toHaveCount(1);
});

/** A note of which one word is no word, written thin and struck through. */
async function faintNote(page: Page): Promise<Buffer> {
  const sheet = await page.context().newPage();
  await sheet.setContent(
    '<body style="font: 28px serif; width: 700px; padding: 40px">Keep the damper half open until the cones bend, then close it. ' +
      '<span style="filter: blur(3px); letter-spacing: -3px; font-style: italic">xqvwzrj kjhgfq</span> and wait for an hour.</body>',
  );
  const picture = await sheet.screenshot();
  await sheet.close();
  return picture;
}
