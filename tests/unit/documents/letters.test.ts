import { expect, test } from 'vitest';
import { attachmentsOf } from '../../../src/documents/email/read-eml';
import { codeOf, outline, read, readText } from './reading';

const head =
  'From: Ada <ada@example.org>\nTo: bo@example.org\nCc: Cy <cy@example.org>\nSubject: Kiln\nMIME-Version: 1.0\n';

test('what is quoted is read without its marks, apart from the answer', async () => {
  const { elements } = await readText(
    'a.eml',
    `${head}Date: no day\nContent-Type: text/plain\n\nCome at noon.\n> When is it\n> warm?\n>> It is\n>> cold.\nBye.\n-- \n`,
  );
  expect(outline(elements)).toEqual([
    'Title: Kiln',
    'UncategorizedText: Ada · bo@example.org · Cy',
    'NarrativeText: Come at noon.',
    'NarrativeText: When is it warm?',
    'NarrativeText: It is cold.',
    'NarrativeText: Bye.',
  ]);
});

test('a letter within a letter is a document of its own; a letter of attachments alone says who sent it', async () => {
  const letter = `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: cy@example.org\nSubject: Inner\n\nInside.\n--b--\n`;
  const [inner] = await attachmentsOf(new TextEncoder().encode(letter));
  expect(inner!.name).toBe('Inner.eml');
  const { elements } = await read(inner!.name, inner!.bytes);
  expect(outline(elements)).toContain('NarrativeText: Inside.');
  const outer = await readText('a.eml', letter);
  expect(outline(outer.elements)).toEqual(['Title: Kiln', 'UncategorizedText: Ada · bo@example.org · Cy']);
});

test('a letter in UTF-16 is read as a letter, a sealed one says that it is locked', async () => {
  const text = `${head}Content-Type: text/plain\n\nThe kiln is warm.\n`;
  const wide = new Uint8Array(Uint16Array.from(`\ufeff${text}`, (letter) => letter.charCodeAt(0)).buffer);
  const { elements } = await read('a.eml', wide);
  expect(outline(elements).at(-1)).toBe('NarrativeText: The kiln is warm.');
  const sealed = `${head}Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nhIwD\n--b--\n`;
  expect(await codeOf(readText('a.eml', sealed))).toBe('pdf/encrypted');
});
