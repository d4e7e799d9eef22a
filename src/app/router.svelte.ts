import { stepNames, type StepName } from '../project/contract';

/** A step's page, or one that belongs to no project. */
export type PageName = StepName | 'speed';

export interface Route {
  page: PageName;
  /** What follows the page's name, e.g. ['<document>', 'chunk', '<chunk>']. */
  parts: string[];
}

const isPage = (name: string | undefined): name is PageName =>
  name === 'speed' || stepNames.some((step) => step === name);

/** '#/documents/abc/page/3' -> { page: 'documents', parts: ['abc', 'page', '3'] }; anything unknown is the first step. */
export function parseHash(hash: string): Route {
  const [page, ...parts] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decodePart);
  return isPage(page)
    ? { page, parts: parts.filter((part) => part !== '') }
    : { page: 'documents', parts: [] };
}

/** A hash typed by hand may hold a lone '%': it is then taken as it stands. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

export const link = (page: PageName, ...parts: (string | number)[]): string =>
  `#/${[page, ...parts.map((part) => encodeURIComponent(part))].join('/')}`;

class Router {
  current = $state<Route>({ page: 'documents', parts: [] });

  start(): void {
    this.current = parseHash(location.hash);
    addEventListener('hashchange', () => {
      this.current = parseHash(location.hash);
    });
  }

  go(page: PageName, ...parts: (string | number)[]): void {
    location.hash = link(page, ...parts);
  }
}

export const router = new Router();

/** Turns to a document, unless the person has gone on to another step meanwhile. */
export function showDocument(id: string): void {
  if (router.current.page === 'documents') router.go('documents', id);
}
