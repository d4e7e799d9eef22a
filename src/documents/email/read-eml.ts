import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import { htmlDrafts, inlinePicture } from '../html/read-html';
import { withPictures } from '../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from '../text/decode-text';
import { textDrafts } from '../text/read-text';

export const emlReader: Reader = { kinds: ['eml'], read: readEml };

/** Signatures of the letter itself. */
const sealing = /^application\/(?:x-)?(?:pkcs7-signature|pgp-signature)$/;
const sealed = /^application\/(?:(?:x-)?pkcs7-mime|pgp-encrypted)$/;

/**
 * Subject, who wrote to whom and when, and the letter, with what is written in the pictures shown in it; attachments, letters too, are
 * documents of their own (`attachmentsOf`). Throws 'pdf/encrypted'.
 */
async function readEml(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const mail = await parsed(file.bytes);
  const lead = leadDrafts(mail);
  const body = mail.html ? htmlDrafts(mail.html).drafts : textDrafts(unquoted(mail.text ?? ''));
  const isSealed = mail.attachments.some(({ mimeType }) => sealed.test(mimeType));
  if (body.length === 0 && isSealed) throw new HoneError('pdf/encrypted', { file: file.name });
  const read = await withPictures(body, (source) => pictureIn(mail.attachments, source), context);
  const hasMore = read.length > 0 || mail.attachments.some((one) => !isShown(one));
  return {
    ...(mail.subject && { title: mail.subject }),
    pages: [{ width: 0, height: 0, ocr: false }],
    drafts: hasMore
      ? [...lead, ...read.filter(({ text, cells }) => cells ?? /[\p{L}\p{N}]/u.test(text))]
      : [],
    warnings: [],
  };
}

/** Letters in UTF-16, which some programs export, are taken for what they say. */
const parsed = (bytes: Uint8Array): Promise<Email> =>
  PostalMime.parse(bytes.subarray(0, 1000).includes(0) ? decodeText(bytes) : bytes, {
    forceRfc822Attachments: true,
  });

function leadDrafts({ subject, from, to, cc, date }: Email): Draft[] {
  const people = (list: readonly { name?: string; address?: string }[] = []) =>
    list.map(({ name, address }) => name || address || '').join(', ');
  const day = /^\d{4}-\d\d-\d\d/.exec(date ?? '')?.[0] ?? '';
  const line = [from ? people([from]) : '', people(to), people(cc), day].filter(Boolean).join(' · ');
  return [
    ...(subject ? [{ type: 'Title' as const, text: subject, page: 1, level: 1 }] : []),
    ...(line ? [{ type: 'UncategorizedText' as const, text: line, page: 1 }] : []),
  ];
}

/** Quoted lines without their marks; where quoting begins or ends a paragraph does. */
function unquoted(text: string): string {
  let last = 0;
  return text
    .split(/\r?\n/)
    .map((line) => {
      const marks = /^(?:>\s?)*/.exec(line)![0];
      const depth = marks.replace(/[^>]/g, '').length;
      const parted = depth !== last && line.trim() !== '';
      if (line.trim() !== '') last = depth;
      // Two dashes begin a signature (RFC 3676, 4.3).
      const own = line.slice(marks.length);
      return `${parted ? '\n' : ''}${/^--\s*$/.test(own) ? '' : own}`;
    })
    .join('\n');
}

/** A picture that the letter names by its id ('cid:', RFC 2392), or holds as data. */
function pictureIn(attachments: readonly Attachment[], source: string): Uint8Array | undefined {
  if (!source.startsWith('cid:')) return inlinePicture(source);
  const id = source.slice(4);
  const found = attachments.find(({ contentId }) => contentId?.replace(/^<|>$/g, '') === id);
  return found && typeof found.content !== 'string' ? new Uint8Array(found.content) : undefined;
}

/** It stands in the letter. */
const isShown = ({ related, disposition, mimeType }: Attachment): boolean =>
  related === true || (disposition === 'inline' && mimeType.startsWith('image/'));

/** The files attached to a letter; pictures that stand in it, and what signs it, are left out. */
export async function attachmentsOf(
  bytes: Uint8Array,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }[]> {
  const { attachments } = await parsed(bytes);
  return attachments.flatMap((one, i) => {
    const { filename, content, mimeType } = one;
    if (isShown(one) || sealing.test(mimeType) || sealed.test(mimeType)) return [];
    const own = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
    const isLetter = mimeType === 'message/rfc822';
    const name = filename ?? (isLetter ? subjectOf(own) : undefined) ?? `${i + 1}`;
    return [{ name: isLetter && !/\.eml$/i.test(name) ? `${name}.eml` : name, bytes: own }];
  });
}

/** What an enclosed letter is called, where its subject is plain enough for a name. */
const subjectOf = (bytes: Uint8Array): string | undefined =>
  /^Subject: *([^\r\n=/\\]{1,80})\r?$/m.exec(String.fromCharCode(...bytes.subarray(0, 4000)))?.[1]?.trim();
