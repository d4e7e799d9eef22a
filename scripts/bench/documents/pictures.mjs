import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../../chromium.mjs';

const handbook = fileURLToPath(new URL('../../sample/text/zh/', import.meta.url));

/** A page as printed: `lines` are its gold, in reading order. @typedef {{ name: string, html: string, lines: string[] }} Sheet */

const page = `width:760px;box-sizing:border-box;padding:48px 54px;background:#fff;color:#111`;

/** @param {string} name @param {string} family @param {string[]} lines the first is the title @returns {Sheet} */
function prosePage(name, family, [title = '', ...rest]) {
  const body = rest.map((text) => `<p style="margin:0 0 12px">${text}</p>`).join('');
  return {
    name,
    html: `<div style="${page};font:18px/1.7 ${family}"><h1 style="font-size:28px;margin:0 0 16px">${title}</h1>${body}</div>`,
    lines: [title, ...rest],
  };
}

/** Lines from top to bottom, columns from the right. @param {string} name @param {string} family @param {string[]} lines @returns {Sheet} */
function verticalPage(name, family, lines) {
  const body = lines.map((text) => `<p style="margin:0 0 0 14px">${text}</p>`).join('');
  return {
    name,
    html: `<div style="${page};height:700px;writing-mode:vertical-rl;font:22px/1.9 ${family}">${body}</div>`,
    lines,
  };
}

/** @param {string} name @param {string} family @param {string[]} head @param {[string, string, string][]} rows @param {string[]} foot @returns {Sheet} */
function receipt(name, family, head, rows, foot) {
  const cells = rows
    .map(
      ([what, count, price]) =>
        `<tr><td>${what}</td><td style="text-align:right">${count}</td><td style="text-align:right">${price}</td></tr>`,
    )
    .join('');
  return {
    name,
    html: `<div style="width:330px;box-sizing:border-box;padding:22px 18px;background:#fff;color:#222;font:15px/1.5 ${family}"><div style="text-align:center">${head.map((line) => `<div>${line}</div>`).join('')}</div><hr><table style="width:100%;font:inherit">${cells}</table><hr>${foot.map((line) => `<div>${line}</div>`).join('')}</div>`,
    lines: [...head, ...rows.map((row) => row.join(' ')), ...foot],
  };
}

// Written for Hone.
const traditional = [
  '茶園春季紀要',
  '今年的春雨來得比往年遲了十二天，山腰以上的茶樹直到清明才發出新芽。我們把採摘的日子往後推了一週，先讓東邊的老樹休息，只採向陽的幾塊坡地。',
  '製茶的第一步是萎凋。葉子攤在竹篩上，每隔半個鐘頭輕輕翻動一次，聞到清香就要停手。萎凋過頭，湯色會發暗；不足則帶青澀味，再怎麼烘焙也補救不回來。',
  '殺青的鍋溫維持在二百八十度上下，雙手要快，葉緣微捲時馬上起鍋。揉捻之後分三次乾燥，最後一次用龍眼木炭慢慢烘足八小時，讓水分降到百分之四以下。',
  '倉庫的濕度計壞了兩支，已經向廠商訂購。五月底以前請各組把秤重紀錄與樣本交到辦公室，以便與去年的產量比較，並決定秋茶要留下哪些區塊。',
];
const japanese = [
  '工房の一日',
  '朝いちばんに窯の温度を確かめ、前の晩に入れた器がゆっくり冷めているかどうかを見る。急いで扉を開けると、釉薬に細かいひびが入ってしまう。',
  '土は三日前に練っておき、濡れた布をかけて棚に置く。手で押して指の跡が残るくらいがちょうどよい。',
];
const sans = "'Noto Sans CJK SC','Liberation Sans',sans-serif";

/** The Chinese volume of the sample handbook: its first headings and paragraphs. */
function chapter() {
  const [first = ''] = readdirSync(handbook).sort();
  const text = readFileSync(join(handbook, first), 'utf8');
  return text
    .split('\n')
    .filter((line) => line && !line.startsWith('|') && !line.startsWith('<!--'))
    .map((line) => line.replace(/^#+ /, ''))
    .slice(0, 7);
}

/** The names of the parts that `makePictures` makes. */
export const pictureParts = ['pictures, Chinese', 'pictures, receipts', 'pictures, vertical'];

/** @returns {{ chinese: Sheet[], receipts: Sheet[], upright: Sheet[] }} */
function sheets() {
  const chinese = [
    prosePage('page-zh', "'Noto Serif CJK SC',serif", chapter()),
    prosePage('page-zh-hant', "'Noto Serif CJK TC',serif", traditional),
  ];
  const receipts = [
    receipt(
      'receipt-zh',
      sans,
      ['河湾陶艺用品店', '电话：0571-8830 2216', '单号：20260914-0037'],
      [
        ['景德镇高白泥', '2袋', '¥96.00'],
        ['青瓷釉料500克', '3罐', '¥127.50'],
        ['修坯刀（大号）', '1把', '¥18.80'],
        ['测温锥 6号', '10支', '¥45.00'],
        ['羊毛补水笔', '2支', '¥13.60'],
      ],
      ['合计：¥300.90', '微信支付：¥300.90', '收银员：陆小舟', '谢谢惠顾，七日内凭票退换'],
    ),
    receipt(
      'receipt-en',
      "'Liberation Mono',monospace",
      ['RIVER BEND POTTERY', '14 Quay Street, Alnmere', 'Tel 01632 960 118'],
      [
        ['Stoneware clay', '2', '31.90'],
        ['Celadon glaze 500g', '3', '58.35'],
        ['Trimming tool L', '1', '7.45'],
        ['Cones no. 6', '10', '12.00'],
        ['Wax resist', '1', '9.80'],
      ],
      ['TOTAL GBP 119.50', 'CARD ****4471', 'Served by: Maud', 'Thank you for your custom'],
    ),
  ];
  const upright = [
    verticalPage('vertical-zh-hant', "'Noto Serif CJK TC',serif", traditional.slice(0, 3)),
    verticalPage('vertical-ja', "'Noto Serif CJK JP',serif", japanese),
  ];
  return { chinese, receipts, upright };
}

const ways = [
  { name: '1x', sharpness: 1, style: '' },
  { name: '2x', sharpness: 2, style: '' },
  { name: 'photo', sharpness: 2, style: 'transform:rotate(1.3deg);filter:blur(0.55px) contrast(0.8)' },
];
const grain =
  '<svg style="position:fixed;inset:0;width:100%;height:100%;mix-blend-mode:multiply"><filter id="g"><feTurbulence baseFrequency="0.9" seed="7"/><feColorMatrix type="matrix" values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.5 0 0 0 -0.13"/></filter><rect width="100%" height="100%" filter="url(#g)" opacity="0.6"/></svg>';

/**
 * Draws pages and receipts in Chinese (simplified and traditional), Japanese and English into `folder`: at one and two
 * pixels a point and as photographed (turned by 1.3 degrees, blurred, with grain), each with its text as gold.
 * @param {string} folder
 * @returns {Promise<{ part: string, files: string[], gold: string }[]>}
 */
export async function makePictures(folder) {
  rmSync(folder, { recursive: true, force: true });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  try {
    const parts = [];
    const { chinese, receipts, upright } = sheets();
    for (const [i, list] of [chinese, receipts, upright].entries()) {
      const part = pictureParts[i] ?? '';
      const place = join(folder, part.replace(/\W+/g, '-'));
      const gold = join(place, 'gold');
      mkdirSync(gold, { recursive: true });
      const files = [];
      for (const sheet of list) {
        for (const way of ways) {
          const file = join(place, `${sheet.name}-${way.name}.png`);
          writeFileSync(file, await picture(browser, sheet, way));
          writeFileSync(join(gold, `${sheet.name}-${way.name}.txt`), `${sheet.lines.join('\n')}\n`);
          files.push(file);
        }
      }
      parts.push({ part, files, gold });
    }
    return parts;
  } finally {
    await browser.close();
  }
}

/** @param {import('playwright').Browser} browser @param {Sheet} sheet @param {(typeof ways)[number]} way */
async function picture(browser, { html }, { sharpness, style }) {
  const tab = await browser.newPage({
    viewport: { width: 800, height: 600 },
    deviceScaleFactor: sharpness,
  });
  const noise = style ? grain : '';
  await tab.setContent(
    `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#fff"><div id="sheet" style="display:inline-block;padding:20px"><div style="${style}">${html}</div></div>${noise}`,
  );
  const box = await tab.locator('#sheet').boundingBox();
  await tab.setViewportSize({ width: Math.ceil(box?.width ?? 800), height: Math.ceil(box?.height ?? 600) });
  const png = await tab.screenshot({ type: 'png' });
  await tab.close();
  return png;
}
