/**
 * Options of this library and the terms of Keras, PyTorch, Caffe and ONNX for the same, in lower case and without
 * separators. Where a term stands at several options, the first that the constructor knows is meant.
 */
const TERMS: Readonly<Record<string, string>> = {
  learningRate: 'lr baselr stepsize eta lrmult',
  weightDecay: 'decaymult wd decay l2',
  globalClipNorm: 'clipgradients clipgradnorm maxnorm maxgradnorm',
  clipNorm: 'maxnorm clip',
  totalSteps: 'decaysteps tmax maxiter totaliters',
  everySteps: 'stepsize decaysteps',
  rate: 'p prob dropout dropoutratio',
  probability: 'p prob',
  kernelSize: 'kernel kernelshape poolsize',
  poolSize: 'kernel kernelsize kernelshape windowsize size',
  size: 'localsize',
  depthRadius: 'size localsize radius',
  initialBest: 'initialvaluethreshold best',
  saveBestOnly: 'best bestonly',
  aspect: 'ratio',
  aspectRatio: 'ratio',
  nesterov: 'usenesterov',
  factor: 'gamma decayrate',
  end: 'etamin endlearningrate',
  warmupSteps: 'warmup',
  minDelta: 'threshold epsilon delta',
  minDeltaMode: 'thresholdmode',
  minLr: 'minimum minlearningrate',
  minReduction: 'eps',
  monitor: 'metric',
  save: 'filepath path',
  everyEpochs: 'period savefreq',
  keep: 'maxtokeep savetopk',
  everyBatches: 'updatefreq',
  histogramEpochs: 'histogramfreq',
  firstEpoch: 'initialepoch',
  groups: 'group numgroups',
  countPadding: 'countincludepad',
  strides: 'stride',
  padding: 'pad pads',
  dilationRate: 'dilation dilations',
  filters: 'numoutput outchannels',
  useBias: 'biasterm bias',
  bias: 'k',
  stddev: 'std sigma',
  mode: 'variancenorm',
  seed: 'randomseed',
};

/** The known option that another framework's name or spelling stands for, `save_best_only` for instance. */
export function translateOption(name: string, known: readonly string[]): string | undefined {
  const key = joinLowerCase(name);
  return (
    known.find(candidate => joinLowerCase(candidate) === key) ??
    Object.keys(TERMS).find(option => known.includes(option) && TERMS[option]?.split(' ').includes(key))
  );
}

function joinLowerCase(name: string): string {
  return name.replaceAll(/[_\- ]/g, '').toLowerCase();
}
