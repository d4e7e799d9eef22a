import type { Link } from '../../documents/link';

export interface TextPart {
  text: string;
  url?: string;
}

/** A text cut where its links stand, in their order, and the links whose words are not found in it. */
export function linkedParts(text: string, links: readonly Link[]): { parts: TextPart[]; apart: Link[] } {
  const parts: TextPart[] = [];
  const apart: Link[] = [];
  let at = 0;
  for (const link of links) {
    const place = text.indexOf(link.text, at);
    if (place < 0) {
      apart.push(link);
      continue;
    }
    if (place > at) parts.push({ text: text.slice(at, place) });
    parts.push({ text: link.text, url: link.url });
    at = place + link.text.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return { parts, apart };
}
