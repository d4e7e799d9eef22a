import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';
import { expect } from './interface-project';

const picture = readFileSync(new URL('../fixtures/documents/note-zh.png', import.meta.url));

test('a Chinese scan is read under an English interface, and who reads pictures is a choice that stays', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.goto('/');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'scan.png', mimeType: 'image/png', buffer: picture });
  await expect(page.getByText('裂纹会随着每次烧成逐渐扩大').first()).toBeVisible({ timeout: 180_000 });

  const settings = page.locator('details', { hasText: 'How pictures are read' });
  await settings.locator('summary').click();
  await expect(settings.getByRole('radio', { name: 'Automatic' })).toBeChecked();
  await settings.getByRole('radio', { name: 'PaddleOCR' }).check();
  await page.reload();
  await settings.locator('summary').click();
  await expect(settings.getByRole('radio', { name: 'PaddleOCR' })).toBeChecked();
});
