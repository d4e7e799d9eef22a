import type { FoundRow } from '../../training/speed/types';
import { bytes, measured, number, percent, t } from '../i18n/t';

/** A row in words: its figure, and what it was measured on. */
export interface ShownRow {
  value: string;
  detail: string;
}

export function shown(row: FoundRow): ShownRow {
  switch (row.key) {
    case 'train': {
      const { layers, pairs, steps, pairsPerSecond } = row.found;
      const tokens = number(steps[0]?.tokens ?? 0);
      const seconds = measured(pairs / pairsPerSecond);
      return {
        value: t('speed.pairsPerSecond', { n: number(pairsPerSecond, 1) }),
        detail: t('speed.trainDetail', { pairs, tokens, seconds, layers }),
      };
    }
    case 'readBack':
      return { value: t('speed.bytesPerStep', { size: bytes(row.found.bytesPerStep) }), detail: '' };
    case 'linear': {
      const { perToken, intercept, r2, steps } = row.found;
      const lengths = steps.map(({ tokens }) => tokens);
      return {
        value: t('speed.perToken', { n: number(perToken * 1000, 2) }),
        detail: t('speed.linearDetail', {
          time: measured(intercept),
          r2: number(r2, 3),
          n: steps.length,
          least: number(Math.min(...lengths)),
          most: number(Math.max(...lengths)),
        }),
      };
    }
    case 'memory': {
      const { tensorBytes, tabBytes } = row.found;
      const tensors = tensorBytes === null ? '' : t('speed.tensorBytes', { size: bytes(tensorBytes) });
      const tab = tabBytes === null ? '' : t('speed.tabBytes', { size: bytes(tabBytes) });
      return tensors ? { value: tensors, detail: tab } : { value: tab, detail: '' };
    }
    case 'products': {
      const { ofStep, ofKernels, seconds } = row.found;
      const share = percent(ofKernels);
      return {
        value: percent(ofStep),
        detail: t('speed.productsDetail', { share, seconds: measured(seconds) }),
      };
    }
    case 'layer': {
      const { texts, length, median } = row.found;
      return { value: measured(median), detail: t('speed.layerDetail', { texts, length }) };
    }
    case 'encode': {
      const { texts, tokens, textsPerSecond } = row.found;
      return {
        value: t('speed.textsPerSecond', { n: number(textsPerSecond, 1) }),
        detail: t('speed.encodeDetail', { texts, tokens: number(tokens) }),
      };
    }
  }
}
