import PostalMime from 'postal-mime';
import type { Draft } from '../element';
import { htmlDrafts } from '../html/read-html';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { textDrafts } from '../text/read-text';

export const emlReader: Reader = { kinds: ['eml'], read: readEml };

/** Subject, who wrote to whom and when, and the letter; attachments are documents of their own (`attachmentsOf`). */
async function readEml(file: SourceFile): Promise<ReadResult> {
  const mail = await PostalMime.parse(file.bytes);
  const people = (list: readonly { name?: string; address?: string }[] = []) =>
    list.map(({ name, address }) => name || address || '').join(', ');
  const head = [mail.from ? people([mail.from]) : '', people(mail.to), mail.date?.slice(0, 10) ?? ''];
  const lead: Draft[] = mail.subject ? [{ type: 'Title', text: mail.subject, page: 1, level: 1 }] : [];
  const line = head.filter(Boolean).join(' · ');
  if (line) lead.push({ type: 'UncategorizedText', text: line, page: 1 });
  const body = mail.html ? htmlDrafts(mail.html).drafts : textDrafts(mail.text ?? '');
  return {
    ...(mail.subject && { title: mail.subject }),
    pages: [{ width: 0, height: 0, ocr: false }],
    drafts: body.length > 0 ? [...lead, ...body] : [],
    warnings: [],
  };
}

/** Signatures of the letter itself. */
const sealing = /^application\/(?:x-)?(?:pkcs7-signature|pgp-signature)$/;

/** The files attached to a letter; pictures that stand in it, and what signs it, are left out. */
export async function attachmentsOf(
  bytes: Uint8Array,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }[]> {
  const { attachments } = await PostalMime.parse(bytes);
  return attachments.flatMap(({ filename, content, disposition, related, mimeType }, i) => {
    const shown = related || (disposition === 'inline' && mimeType.startsWith('image/'));
    if (shown || sealing.test(mimeType) || typeof content === 'string') return [];
    return [{ name: filename ?? `${i + 1}`, bytes: new Uint8Array(content) }];
  });
}
