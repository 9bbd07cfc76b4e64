/**
 * Terms of Keras, PyTorch, Caffe and ONNX for options, and the names of this library for the same. Where several are
 * listed, the first that the constructor knows is meant. Keys are in lower case, without separators.
 */
const TERMS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    // Optimizers and schedules.
    lr: ['learningRate'],
    baselr: ['learningRate'],
    stepsize: ['learningRate', 'everySteps'],
    eta: ['learningRate'],
    lrmult: ['learningRate'],
    decaymult: ['weightDecay'],
    wd: ['weightDecay'],
    decay: ['weightDecay'],
    l2: ['weightDecay'],
    clipgradients: ['globalClipNorm'],
    clipgradnorm: ['globalClipNorm'],
    maxnorm: ['globalClipNorm', 'clipNorm'],
    maxgradnorm: ['globalClipNorm'],
    clip: ['clipNorm'],
    usenesterov: ['nesterov'],
    gamma: ['factor'],
    decayrate: ['factor'],
    decaysteps: ['totalSteps', 'everySteps'],
    tmax: ['totalSteps'],
    maxiter: ['totalSteps'],
    totaliters: ['totalSteps'],
    etamin: ['end'],
    endlearningrate: ['end'],
    warmup: ['warmupSteps'],
    // Callbacks.
    threshold: ['minDelta'],
    epsilon: ['minDelta'],
    delta: ['minDelta'],
    thresholdmode: ['minDeltaMode'],
    minimum: ['minLr'],
    minlearningrate: ['minLr'],
    eps: ['minReduction'],
    metric: ['monitor'],
    filepath: ['save'],
    path: ['save'],
    initialvaluethreshold: ['initialBest'],
    best: ['initialBest', 'saveBestOnly'],
    period: ['everyEpochs'],
    savefreq: ['everyEpochs'],
    bestonly: ['saveBestOnly'],
    maxtokeep: ['keep'],
    savetopk: ['keep'],
    updatefreq: ['everyBatches'],
    histogramfreq: ['histogramEpochs'],
    initialepoch: ['firstEpoch'],
    // Layers.
    p: ['rate', 'probability'],
    prob: ['rate', 'probability'],
    dropout: ['rate'],
    dropoutratio: ['rate'],
    group: ['groups'],
    numgroups: ['groups'],
    kernel: ['kernelSize', 'poolSize'],
    kernelsize: ['poolSize'],
    kernelshape: ['kernelSize', 'poolSize'],
    windowsize: ['poolSize'],
    size: ['poolSize', 'depthRadius'],
    poolsize: ['kernelSize'],
    countincludepad: ['countPadding'],
    stride: ['strides'],
    pad: ['padding'],
    pads: ['padding'],
    dilation: ['dilationRate'],
    dilations: ['dilationRate'],
    numoutput: ['filters'],
    outchannels: ['filters'],
    biasterm: ['useBias'],
    bias: ['useBias'],
    localsize: ['size', 'depthRadius'],
    radius: ['depthRadius'],
    k: ['bias'],
    // Initializers and augmentation.
    std: ['stddev'],
    sigma: ['stddev'],
    deviation: ['stddev'],
    variancenorm: ['mode'],
    randomseed: ['seed'],
    ratio: ['aspect', 'aspectRatio'],
  }),
);

/** The known option that another framework's name or spelling stands for, `save_best_only` for instance. */
export function translateOption(name: string, known: readonly string[]): string | undefined {
  const key = joinLowerCase(name);
  return (
    known.find(candidate => joinLowerCase(candidate) === key) ??
    TERMS.get(key)?.find(candidate => known.includes(candidate))
  );
}

function joinLowerCase(name: string): string {
  return name.replaceAll(/[_\- ]/g, '').toLowerCase();
}
