import type { SourceOptions } from '../../../src/models/source';

/** The default model as the development server serves it. */
export const source: SourceOptions = { served: new URL('/', self.location.href).href };
