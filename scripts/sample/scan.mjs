/** @typedef {import('playwright').Page} Page */

const a4 = { width: 794, height: 1123 };

/**
 * A page as an old flat-bed scanner would have kept it: grey, a little askew, with paper shade, grain and specks, and no text
 * layer. The grain comes from a seeded generator (mulberry32), so that the same sheet gives the same picture.
 * @param {Page} page a page of 794 x 1123 CSS pixels at two device pixels each (192 dpi)
 * @param {string} html
 * @returns {Promise<string>} a JPEG's data URL
 */
export async function scanSheet(page, html) {
  await page.setViewportSize(a4);
  await page.setContent(html);
  const sheet = await page.screenshot({ type: 'png' });
  return page.evaluate(
    async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const { naturalWidth: width, naturalHeight: height } = picture;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no 2D canvas');
      context.fillStyle = '#fff';
      context.fillRect(0, 0, width, height);
      context.translate(width / 2, height / 2);
      context.rotate((0.7 * Math.PI) / 180);
      context.filter = 'grayscale(1) blur(0.5px)';
      context.drawImage(picture, -width / 2, -height / 2);

      let state = 17;
      const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
      };
      const image = context.getImageData(0, 0, width, height);
      for (let pixel = 0; pixel < width * height; pixel += 1) {
        const shade = 0.93 - 0.06 * ((pixel % width) / width);
        const speck = random() < 0.0004 ? 90 : 0;
        const value = (image.data[pixel * 4] ?? 0) * shade + 14 * (random() - 0.5) - speck;
        image.data.fill(Math.max(0, Math.min(255, value)), pixel * 4, pixel * 4 + 3);
      }
      context.putImageData(image, 0, 0);
      return canvas.toDataURL('image/jpeg', 0.5);
    },
    `data:image/png;base64,${sheet.toString('base64')}`,
  );
}
