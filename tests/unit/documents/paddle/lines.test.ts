import { expect, test } from 'vitest';
import { decode } from '../../../../src/documents/ocr/paddle/ctc';
import type { ReadLine } from '../../../../src/documents/ocr/paddle/recognize';
import { inReadingOrder } from '../../../../src/documents/ocr/paddle/reading-order';
import { placedWords } from '../../../../src/documents/ocr/paddle/words';

const letters = ['a', 'b', 'c', ' '];

/** One row a step: [best class, its probability]. */
function scoresOf(steps: [best: number, probability: number][]): Float32Array {
  const classes = letters.length + 1;
  const scores = new Float32Array(steps.length * classes);
  steps.forEach(([best, probability], i) => {
    scores.fill((1 - probability) / (classes - 1), i * classes, (i + 1) * classes);
    scores[i * classes + best] = probability;
  });
  return scores;
}

const decoded = (steps: [number, number][]) =>
  decode(scoresOf(steps), { steps: steps.length, classes: letters.length + 1 }, letters);

test('repetitions are one character, a blank between them makes two', () => {
  const read = decoded([
    [0, 0.9],
    [1, 0.6],
    [1, 0.8],
    [0, 0.9],
    [1, 0.7],
    [2, 0.9],
    [4, 0.5],
    [3, 0.95],
  ]);
  expect(read.map((c) => c.text).join('')).toBe('aab c');
  // The first stands where it was surest: the third of eight steps.
  expect(read[0]!.at).toBeCloseTo(2.5 / 8, 6);
  expect(read[0]!.confidence).toBeCloseTo(0.8, 6);
});

test('a line of blanks says nothing', () => {
  expect(
    decoded([
      [0, 0.9],
      [0, 0.9],
    ]),
  ).toEqual([]);
});

/** A white line 48 high with black letters, each `[text, from, to]` in pixels. */
function lineOf(marks: [string, number, number][], width = 480): Pick<ReadLine, 'picture' | 'characters'> {
  const grey = new Uint8Array(width * 48).fill(255);
  for (const [text, from, to] of marks) {
    if (text === ' ') continue;
    for (let y = 12; y < 36; y++) grey.fill(0, y * width + from, y * width + to);
  }
  const characters = marks.map(([text, from, to]) => ({
    text,
    at: (from + to) / 2 / width,
    confidence: 0.9,
  }));
  return { picture: { width, height: 48, grey }, characters };
}

test('words end where their print does', () => {
  const words = placedWords(
    lineOf([
      ['a', 10, 28],
      ['b', 32, 50],
      [' ', 52, 64],
      ['c', 66, 84],
    ]),
  );
  expect(words.map(({ text, from, to }) => [text, from * 480, to * 480])).toEqual([
    ['ab', 10, 50],
    ['c', 66, 84],
  ]);
});

test('a wide gap parts words though no space was read, the blank half of a Chinese mark does not', () => {
  const parted = placedWords(
    lineOf([
      ['1', 10, 24],
      ['2', 120, 134],
    ]),
  );
  expect(parted.map((w) => w.text)).toEqual(['1', '2']);
  const chinese = placedWords(
    lineOf([
      ['窑', 10, 46],
      ['，', 50, 56],
      ['炉', 86, 122],
    ]),
  );
  expect(chinese.map((w) => w.text)).toEqual(['窑，炉']);
  const numbered = placedWords(
    lineOf([
      ['7', 10, 28],
      ['窑', 44, 80],
    ]),
  );
  expect(numbered.map((w) => w.text)).toEqual(['7', '窑']);
});

test('where print cannot be told from paper, words still have places in their order', () => {
  const { picture, characters } = lineOf([
    ['a', 10, 28],
    [' ', 30, 50],
    ['b', 60, 80],
  ]);
  picture.grey.fill(200);
  const words = placedWords({ picture, characters });
  expect(words.map((w) => w.text)).toEqual(['a', 'b']);
  expect(words[0]!.to).toBeLessThan(words[1]!.from);
});

/** Text set in a box; its letters fill the line evenly. */
function readLine(text: string, x: number, y: number, angle = 0): ReadLine {
  const width = 20 * text.length;
  const marks = [...text].map((c, i): [string, number, number] => [c, 24 * i + 4, 24 * i + 20]);
  const line = lineOf(marks, 24 * text.length);
  return { ...line, box: { x: x + width / 2, y, width, height: 40, angle }, confidence: 0.9 };
}

test('lines are read from the top, those beside one another as one, whichever was found first', () => {
  const lines = inReadingOrder([
    readLine('second line', 0, 100),
    readLine('price', 400, 40),
    readLine('first line', 0, 40),
  ]);
  expect(lines.map((l) => l.words.map((w) => w.text).join(' '))).toEqual(['first line price', 'second line']);
  const [first] = lines;
  expect(first!.words[0]!.bbox[1]).toBeLessThan(first!.words[0]!.bbox[3]);
  expect(first!.bbox[0]).toBe(first!.words[0]!.bbox[0]);
  expect(first!.bbox[2]).toBe(first!.words[2]!.bbox[2]);
});

test('on a skewed page what stands on one line stays on it', () => {
  const skew = 0.06;
  const at = (x: number, y: number) =>
    [x * Math.cos(skew) - y * Math.sin(skew), x * Math.sin(skew) + y * Math.cos(skew)] as const;
  const set = (text: string, x: number, y: number) => {
    const [px, py] = at(x + 10 * text.length, y);
    const line = readLine(text, 0, 0);
    return { ...line, box: { ...line.box, x: px, y: py, angle: skew } };
  };
  const lines = inReadingOrder([
    set('upper right', 900, 50),
    set('lower left', 0, 100),
    set('lower right', 900, 100),
    set('upper left', 0, 50),
  ]);
  expect(lines.map((l) => l.words.map((w) => w.text).join(' '))).toEqual([
    'upper left upper right',
    'lower left lower right',
  ]);
});
