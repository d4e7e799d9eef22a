import { Graph, type Tensor } from '../engine/graph';
import { gradient } from '../engine/gradient';
import type { Value } from '../engine/ort';
import { cutProgram, type Program } from '../engine/program';
import type { Runtime } from '../engine/runtime';
import { HoneError } from '../errors/hone-error';
import type { LossSettings } from './step-types';

/** Below 1e-12, F.normalize's floor, a norm counts as that. */
const FLOOR = 1e-24;

/** x / |x| by rows. */
function normalized(g: Graph, x: Tensor): Tensor {
  return g.div(x, g.sqrt(g.add(g.sumLast(g.mul(x, x)), g.constant(FLOOR))));
}

/**
 * MultipleNegativesRankingLoss (InfoNCE with in-batch negatives).
 *
 * anchors [n, d], candidates [m, d] with m >= n: row i of `candidates` belongs to anchor i, all others are its negatives.
 * loss = mean_i( logsumexp_j(s_ij - s_ii) ),  s_ij = scale · cos(a_i, c_j),  scale 20 = temperature 0.05.
 * own [n, m] is 1 where j = i; share [n, 1] is 1/n. The shift by s_ii keeps what float32 would lose between two large numbers.
 * Source: Henderson et al. 2017 (arXiv:1705.00652); same defaults as sentence-transformers.
 */
function multipleNegativesRanking(g: Graph, anchors: Tensor, candidates: Tensor, scale: number): Tensor {
  const own = g.input('own', ['n', 'm']);
  const share = g.input('share', ['n', 1]);
  const cosines = g.gemm(normalized(g, anchors), normalized(g, candidates), { transB: 1 });
  const scores = g.scale(cosines, scale);
  const excess = g.sub(scores, g.sumLast(g.mul(scores, own)));
  return g.sum(g.mul(g.logSumExp(excess), share), [0, 1]);
}

/**
 * MatryoshkaLoss around it: Σ_k weight_k · loss of the first dim_k numbers of every vector.
 * Source: Kusupati et al. 2022 (arXiv:2205.13147); sums, not averages, as sentence-transformers does.
 */
export function lossProgram(
  dimension: number,
  { scale, matryoshkaDims, matryoshkaWeights }: LossSettings,
): Program {
  const dims = matryoshkaDims.length > 0 ? matryoshkaDims : [dimension];
  const g = new Graph();
  const anchors = g.input('anchors', ['n', dimension]);
  const candidates = g.input('candidates', ['m', dimension]);
  const cut = (x: Tensor, dim: number): Tensor => (dim === dimension ? x : g.slice(x, 0, dim));
  const loss = dims
    .map((dim, k) => {
      const part = multipleNegativesRanking(g, cut(anchors, dim), cut(candidates, dim), scale);
      return g.scale(part, matryoshkaWeights[k] ?? 1);
    })
    .reduce((sum, part) => g.add(sum, part));
  const [dAnchors, dCandidates] = gradient(g, loss, g.constant(1), [anchors, candidates]);
  return cutProgram('loss', {
    loss: g.reshape(loss, [1]),
    'd.anchors': dAnchors!,
    'd.candidates': dCandidates!,
  });
}

export interface LossResult {
  loss: number;
  /** [n, d] and [m, d], the caller's to free. */
  dAnchors: Value;
  dCandidates: Value;
}

/**
 * Runs a loss program over a whole batch. anchors [n, d], candidates [m, d]; they need not be normalised, and stay the
 * caller's. Only the loss itself is read back from the device. Throws 'engine/shape' when n is 0 or m < n.
 */
export async function runLoss(
  runtime: Runtime,
  program: Program,
  anchors: Value,
  candidates: Value,
): Promise<LossResult> {
  const n = anchors.dims[0] ?? 0;
  const m = candidates.dims[0] ?? 0;
  if (n === 0 || m < n) throw new HoneError('engine/shape', { message: `${n} anchors, ${m} candidates` });
  const own = new Float32Array(n * m);
  for (let i = 0; i < n; i++) own[i * m + i] = 1;
  const out = await runtime.run(program, {
    anchors,
    candidates,
    own: runtime.feed(own, [n, m]),
    share: runtime.feed(new Float32Array(n).fill(1 / n), [n, 1]),
  });
  const loss = (await runtime.read(out.loss!))[0] ?? NaN;
  out.loss!.dispose();
  return { loss, dAnchors: out['d.anchors']!, dCandidates: out['d.candidates']! };
}
