import type { MaskKey } from '../engine/dropout-mask';
import type { Value } from '../engine/ort';
import type { Program } from '../engine/program';
import type { Feeds, Runtime } from '../engine/runtime';
import type { Shape } from '../engine/shape';
import type { Architecture } from './architectures/architecture';
import type { DropoutSite } from './architectures/block';
import type { MicroBatch } from './packing';

/** Where a dropout mask is applied: layer -1 is the embeddings. */
export interface MaskSite {
  layer: number;
  site: DropoutSite;
}

/** Gives the key of a site's mask, 0 or 1/(1-p) for every number; the same one whenever asked again. */
export type MaskSource = (site: MaskSite) => MaskKey;

/** Rows of the embeddings' tables that a micro-batch needs, by the table's role. */
export const rowsFor = ({ ids, positions }: MicroBatch) => ({
  word: ids,
  position: positions,
  type: Int32Array.of(0),
});

/** What an encoder's programs take besides hidden states: weights, a micro-batch's layout, dropout masks. */
export class EncoderFeeds {
  readonly parameters = new Map<string, Value>();

  constructor(
    private readonly runtime: Runtime,
    private readonly architecture: Architecture,
  ) {}

  parameter(name: string): Value {
    const found = this.parameters.get(name);
    if (!found) throw new TypeError(`no parameter ${name}`);
    return found;
  }

  /** Weights by the names that a program gives them, the prefix left out. */
  weights(names: readonly string[], prefix = ''): Feeds {
    return Object.fromEntries(names.map((name) => [name, this.parameter(prefix + name)]));
  }

  /** What layers take besides x and weights. */
  async shared(programs: readonly Program[], batch: MicroBatch): Promise<Feeds> {
    const { split, join, used, bias, longest } = batch;
    const relative = await this.relativeBias(longest);
    const constants = this.architecture.constants(longest);
    return this.named(programs, batch, {
      split,
      join,
      used,
      bias,
      ...constants,
      ...(relative && { relative }),
    });
  }

  /** The arrays that some program takes, in the shape it says. */
  named(
    programs: readonly Program[],
    batch: MicroBatch,
    arrays: Readonly<Record<string, Float32Array | Int32Array>>,
  ): Feeds {
    const feeds: Record<string, Value> = {};
    for (const { name, shape } of programs.flatMap(({ inputs }) => inputs)) {
      const data = arrays[name];
      if (data && !feeds[name]) feeds[name] = this.runtime.feed(data, resolved(shape, batch));
    }
    return feeds;
  }

  /** The dropout masks that a program takes. */
  masks({ inputs }: Program, batch: MicroBatch, layer: number, masks: MaskSource): Feeds {
    const feeds: Record<string, Value> = {};
    for (const { name, shape } of inputs) {
      if (!name.startsWith('mask.')) continue;
      const site = name.slice('mask.'.length) as DropoutSite;
      feeds[name] = this.runtime.mask(masks({ layer, site }), resolved(shape, batch));
    }
    return feeds;
  }

  /** Runs one of the embeddings' programs over the rows of the tables that a micro-batch needs. */
  async embed(program: Program, batch: MicroBatch, feeds: Feeds = {}): Promise<Record<string, Value>> {
    const { tables, weights } = this.architecture.embeddings;
    const rows: Record<string, Value> = {};
    for (const { role, weight } of tables)
      rows[role] = await this.runtime.kernels.rows(this.parameter(weight), rowsFor(batch)[role]);
    const norm = this.weights(Object.keys(weights));
    const out = await this.runtime.run(program, { ...rows, ...norm, ...feeds });
    this.runtime.free(Object.values(rows));
    return out;
  }

  dispose(): void {
    this.runtime.free(this.parameters.values());
    this.parameters.clear();
  }

  /** [1, heads, longest, longest], read out of a table of a few hundred numbers. */
  private async relativeBias(longest: number): Promise<Float32Array | null> {
    const { relative } = this.architecture;
    if (!relative) return null;
    const table = await this.runtime.read(this.parameter(relative.weight));
    const heads = relative.shape[1];
    const buckets = relative.buckets(longest);
    const bias = new Float32Array(heads * buckets.length);
    buckets.forEach((bucket, pair) => {
      for (let head = 0; head < heads; head++)
        bias[head * buckets.length + pair] = table[bucket * heads + head]!;
    });
    return bias;
  }
}

/** A program's shape for this micro-batch. */
export function resolved(shape: Shape, { tokens, longest, groups, texts }: MicroBatch): number[] {
  const sizes: Record<string, number> = { tokens, longest, groups, texts: texts.length };
  return shape.map((dim) => {
    const size = typeof dim === 'number' ? dim : sizes[dim];
    if (size === undefined) throw new TypeError(`no size ${dim}`);
    return size;
  });
}
