import { f32x4, get, i32x4, set, v128, type Func, type Local, type MultiplyAdd, type V128 } from './emit';

const floats = f32x4.const;
const ints = (value: number): V128 => v128.ints(value, value, value, value);
const SIGN = -0x80000000;
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** Functions of four floats at a time, within 2 ulp unless said otherwise. Each writes its steps into `func`'s locals. */
export class VectorMath {
  constructor(
    private readonly func: Func,
    private readonly multiplyAdd: MultiplyAdd,
  ) {}

  /** eˣ; exactly 0 below -87.7. Polynomial of Cephes' expf (Moshier). */
  exp(x: V128): V128 {
    const [t, n] = [this.local(), this.local()];
    const step = (high: number): V128 => this.multiplyAdd(get(n), floats(-high), get(t));
    const polynomial = this.horner(
      get(t),
      [
        1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
        1,
      ],
    );
    const scale = i32x4.shl(i32x4.add(i32x4.fromFloats(get(n)), ints(127)), 23);
    return [
      ...set(t, f32x4.min(f32x4.max(x, floats(-88)), floats(89))),
      ...set(n, f32x4.nearest(f32x4.mul(get(t), floats(Math.LOG2E)))),
      ...set(t, step(LN2_HIGH)),
      ...set(t, step(LN2_LOW)),
      ...f32x4.mul(polynomial, scale),
    ];
  }

  /** ln x; NaN below 0, -∞ at 0; numbers below 1.2e-38 count as if they were near it. Polynomial of Cephes' logf. */
  log(x: V128): V128 {
    const [t, m, e, low, z] = [this.local(), this.local(), this.local(), this.local(), this.local()];
    const mantissa = v128.or(v128.and(get(t), ints(0x7fffff)), ints(0x3f000000));
    const exponent = f32x4.fromInts(i32x4.sub(i32x4.shr(get(t), 23), ints(126)));
    const polynomial = this.horner(
      get(m),
      [
        7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
        2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
      ],
    );
    const tail = this.multiplyAdd(
      get(e),
      floats(LN2_LOW),
      this.multiplyAdd(get(z), floats(-0.5), f32x4.mul(f32x4.mul(polynomial, get(m)), get(z))),
    );
    const result = this.multiplyAdd(get(e), floats(LN2_HIGH), f32x4.add(get(m), tail));
    const positive = v128.select(f32x4.below(get(t), floats(Infinity)), result, get(t));
    const signed = v128.select(f32x4.below(get(t), floats(0)), floats(NaN), positive);
    return [
      ...set(t, x),
      ...set(m, mantissa),
      ...set(low, f32x4.below(get(m), floats(Math.SQRT1_2))),
      ...set(e, f32x4.sub(exponent, v128.and(get(low), floats(1)))),
      ...set(m, f32x4.sub(f32x4.add(get(m), v128.and(get(low), get(m))), floats(1))),
      ...set(z, f32x4.mul(get(m), get(m))),
      ...v128.select(f32x4.equal(get(t), floats(0)), floats(-Infinity), signed),
    ];
  }

  /** erf x. Polynomials by N. Juffa (stackoverflow.com/a/35148199). */
  erf(x: V128): V128 {
    const [given, t, s, near] = [this.local(), this.local(), this.local(), this.local()];
    const inner = this.horner(
      get(s),
      [-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1],
    );
    const outer = this.horner(
      get(t),
      [
        1.7285347e-5, -3.83197126e-4, 3.88396438e-3, -2.42546219e-2, 1.06777877e-1, 6.34846687e-1,
        1.28717512e-1,
      ],
    );
    // 1 - exp(-(t·outer + t))
    const power = this.exp(f32x4.neg(this.multiplyAdd(outer, get(t), get(t))));
    const far = v128.or(f32x4.sub(floats(1), power), v128.and(get(given), ints(SIGN)));
    return [
      ...set(given, x),
      ...set(t, f32x4.min(f32x4.abs(get(given)), floats(4))),
      ...set(s, f32x4.mul(get(given), get(given))),
      ...set(near, this.multiplyAdd(inner, get(given), get(given))),
      ...v128.select(f32x4.above(get(t), floats(0.927734375)), far, get(near)),
    ];
  }

  /** tanh x. Polynomial of Cephes' tanhf. */
  tanh(x: V128): V128 {
    const [given, t, s, near] = [this.local(), this.local(), this.local(), this.local()];
    const inner = this.horner(
      get(s),
      [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
    );
    const power = this.exp(f32x4.add(get(t), get(t)));
    const size = f32x4.sub(floats(1), f32x4.div(floats(2), f32x4.add(power, floats(1))));
    const far = v128.or(size, v128.and(get(given), ints(SIGN)));
    return [
      ...set(given, x),
      ...set(t, f32x4.abs(get(given))),
      ...set(s, f32x4.mul(get(given), get(given))),
      ...set(near, this.multiplyAdd(f32x4.mul(inner, get(s)), get(given), get(given))),
      ...v128.select(f32x4.above(get(t), floats(0.625)), far, get(near)),
    ];
  }

  /** x·Φ(x) */
  gelu(x: V128): V128 {
    const half = this.local();
    const given = this.local();
    return [
      ...set(given, x),
      ...set(half, f32x4.mul(get(given), floats(0.5))),
      ...this.multiplyAdd(this.erf(f32x4.mul(get(given), floats(Math.SQRT1_2))), get(half), get(half)),
    ];
  }

  /** Coefficients from the highest power down. */
  private horner(x: V128, [first = 0, ...rest]: readonly number[]): V128 {
    return rest.reduce((sum, c) => this.multiplyAdd(sum, x, floats(c)), floats(first));
  }

  private local(): Local<'v128'> {
    return this.func.local('v128');
  }
}
