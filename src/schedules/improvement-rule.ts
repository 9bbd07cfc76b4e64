import {checksFor} from '../core/check';

/** When a metric counts as better than the best before it. */
export interface ImprovementArgs {
  /** By how much a metric must beat the best to count as improvement. ≥ 0. */
  minDelta?: number;
  /**
   * 'abs': `minDelta` is a difference, best − minDelta or best + minDelta, as in Keras. 'rel': a fraction of the best,
   * best · (1 − minDelta) or best · (1 + minDelta), as PyTorch's default is. Default 'abs'.
   */
  minDeltaMode?: 'abs' | 'rel';
  /**
   * Whether the first metric is the best whatever it is, as in Keras: after NaN nothing is better any more. Default
   * false: the first metric has to beat the worst value there is, as in PyTorch, so that NaN is never the best.
   */
  firstIsBest?: boolean;
}

/** Decides whether a metric is a new best. NaN never is. */
export class ImprovementRule {
  readonly mode: 'min' | 'max';
  readonly minDelta: number;
  readonly minDeltaMode: 'abs' | 'rel';
  readonly firstIsBest: boolean;

  constructor(
    where: string,
    {mode, minDelta, minDeltaMode, firstIsBest}: Required<ImprovementArgs> & {mode: 'min' | 'max'},
  ) {
    const check = checksFor(where);
    this.mode = check.oneOf('mode', mode, ['min', 'max']);
    this.minDelta = check.finite('minDelta', minDelta, 0);
    this.minDeltaMode = check.oneOf('minDeltaMode', minDeltaMode, ['abs', 'rel']);
    this.firstIsBest = check.boolean('firstIsBest', firstIsBest);
  }

  /** @param best null where there is none yet. */
  isImprovement(metric: number, best: number | null): boolean {
    if (best === null && this.firstIsBest) {
      return true;
    }
    const {minDelta} = this;
    const isRelative = this.minDeltaMode === 'rel';
    if (this.mode === 'min') {
      const reference = best ?? Infinity;
      return metric < (isRelative ? reference * (1 - minDelta) : reference - minDelta);
    }
    const reference = best ?? -Infinity;
    return metric > (isRelative ? reference * (1 + minDelta) : reference + minDelta);
  }
}
