import { expect as briefly, type Page } from '@playwright/test';

/** Workers and models take their time on a busy machine with two cores. */
export const expect = briefly.configure({ timeout: 45_000 });

/** A short document with headings, a list, a table and text that must not be taken for markup. */
export const manual = `# Kiln manual

## Firing

The kiln is lit from below and reaches its working heat after six hours. A firing that is hurried cracks the glaze, because the
water in the clay turns to steam before it can leave. Wait until the peephole shows an even orange.

- Open the damper fully for the first hour.
- Close it by a third when the cones soften.

## Cones

| Cone | Temperature | Colour |
| --- | --- | --- |
| 06 | 999 °C | cherry |
| 6 | 1222 °C | orange |

Cones bend when the heat work is done. They measure heat and time together, which no thermometer does, so a potter trusts the
cone and not the dial. Three cones stand in each firing: one that warns, one that says enough, and one that guards.

## Safety

Never look into the peephole without dark glasses. <script>document.title = 'broken'</script> Keep sleeves and hair tied back, and
leave the door shut until the inside is cooler than a baking oven.
`;

/** Opens the app, gives it the manual as a first document and waits until its passages are there. */
export async function openManual(page: Page): Promise<void> {
  await page.goto('/');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'kiln.md', mimeType: 'text/markdown', buffer: Buffer.from(manual) });
  await expect(page.getByRole('link', { name: 'Go on to Pairs' })).toBeVisible();
}

export async function ask(page: Page, questions: string[]): Promise<void> {
  await page.goto('/#/pairs/ask');
  for (const [index, question] of questions.entries()) {
    await page.getByLabel('Your question').fill(question);
    await page.keyboard.press('Enter');
    await expect(page.getByText(`${index + 1} of 50 real questions`)).toBeVisible();
  }
}
