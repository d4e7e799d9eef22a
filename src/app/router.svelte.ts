import { stepNames, type StepName } from '../project/contract';

export interface Route {
  step: StepName;
  /** What follows the step, e.g. ['<document>', 'chunk', '<chunk>']. */
  parts: string[];
}

const isStep = (name: string | undefined): name is StepName => stepNames.some((step) => step === name);

/** '#/documents/abc/page/3' -> { step: 'documents', parts: ['abc', 'page', '3'] }; anything unknown is the first step. */
export function parseHash(hash: string): Route {
  const [step, ...parts] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decodePart);
  return isStep(step)
    ? { step, parts: parts.filter((part) => part !== '') }
    : { step: 'documents', parts: [] };
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

export const link = (step: StepName, ...parts: (string | number)[]): string =>
  `#/${[step, ...parts.map((part) => encodeURIComponent(part))].join('/')}`;

class Router {
  current = $state<Route>({ step: 'documents', parts: [] });

  start(): void {
    this.current = parseHash(location.hash);
    addEventListener('hashchange', () => {
      this.current = parseHash(location.hash);
    });
  }

  go(step: StepName, ...parts: (string | number)[]): void {
    location.hash = link(step, ...parts);
  }
}

export const router = new Router();
