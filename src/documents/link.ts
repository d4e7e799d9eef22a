/** A place in the text that points elsewhere; unstructured's link_texts and link_urls. */
export interface Link {
  text: string;
  /** http, https or mailto, absolute. */
  url: string;
}

// Longer ones carry data, not an address; more of them than this are a machine's.
const longest = 2000;
const mostOfOne = 200;
const schemes: readonly string[] = ['http:', 'https:', 'mailto:'];

/** Nothing for what a person could not follow, or should not: relative addresses, scripts, files. */
export function linkTo(url: string | undefined, text: string): Link[] {
  if (url === undefined || url.length > longest || !URL.canParse(url)) return [];
  const { protocol, href } = new URL(url);
  return schemes.includes(protocol) ? [{ text: text.replace(/\s+/g, ' ').trim() || href, url: href }] : [];
}

/** Each once, in their order. */
export function distinctLinks(links: readonly Link[]): Link[] {
  const known = new Map(links.map((link) => [`${link.text}\u0000${link.url}`, link]));
  return [...known.values()].slice(0, mostOfOne);
}
