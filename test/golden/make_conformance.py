"""Writes data/conformance-*.json: values and gradients of PyTorch in float64 for cases of test/conformance.

    python3 test/golden/make_conformance.py        (torch of any 2.x version)

The inputs are drawn as test/conformance/truth/drawn-values.ts draws them. Each entry: the value, then the gradients of
sum(weights * value) by the inputs, flat, in the layout of TensorFlow.js (channels last).
"""
import json
import math
import os
import struct

import torch
import torch.nn.functional as F

MODULUS = 2 ** 31 - 1
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')


def drawn(shape, key, low=-1.0, high=1.0):
    state = 0x811C9DC5
    for byte in key.encode():
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    state = state % (MODULUS - 1) + 1
    state = state * 48271 ** 2 % MODULUS
    numbers = []
    for _ in range(math.prod(shape)):
        state = state * 48271 % MODULUS
        value = low + (high - low) * (state / MODULUS)
        numbers.append(struct.unpack('f', struct.pack('f', value))[0])
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape)


def first(x):
    """Channels from last to second."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def filters(w):
    """[...kernel, in, out] to [out, in, ...kernel]."""
    return w.movedim(-1, 0).movedim(-1, 1)


def same(x, kernel, strides, value=0.0):
    """TensorFlow's padding 'same': the odd pixel goes behind. x has its channels second."""
    margins = []
    for length, k, s in zip(x.shape[2:], kernel, strides):
        total = max(0, (math.ceil(length / s) - 1) * s + k - length)
        margins = [total // 2, total - total // 2] + margins
    return F.pad(x, margins, value=value)


def conv(x, w, strides=1, padding='valid', groups=1, dilation=1):
    sides = x.dim() - 2
    strides = [strides] * sides if isinstance(strides, int) else strides
    x = first(x)
    if padding == 'same':
        x = same(x, [(k - 1) * dilation + 1 for k in w.shape[:sides]], strides)
    f = [F.conv1d, F.conv2d, F.conv3d][sides - 1]
    return last(f(x, filters(w), stride=strides, groups=groups, dilation=dilation))


def depthwise(x, w, strides, padding):
    channels, multiplier = w.shape[2:]
    kernels = w.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, *w.shape[:2])
    x = first(x)
    if padding == 'same':
        x = same(x, w.shape[:2], [strides, strides])
    return last(F.conv2d(x, kernels, stride=strides, groups=channels))


def transposed(x, w, strides, padding):
    y = F.conv_transpose2d(first(x), w.permute(3, 2, 0, 1), stride=strides)
    if padding == 'same':
        before = [max(0, k - strides) // 2 for k in w.shape[:2]]
        y = y[:, :, before[0]:before[0] + x.shape[1] * strides, before[1]:before[1] + x.shape[2] * strides]
    return last(y)


def pool(kind, x, window, strides, padding):
    sides = len(window)
    x = first(x)
    strides = [strides] * sides
    if kind == 'max':
        f = [F.max_pool1d, F.max_pool2d, F.max_pool3d][sides - 1]
        return last(f(same(x, window, strides, -math.inf) if padding == 'same' else x, window, strides))
    f = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][sides - 1]
    if padding == 'valid':
        return last(f(x, window, strides))
    counts = f(same(torch.ones_like(x), window, strides), window, strides)
    return last(f(same(x, window, strides), window, strides) / counts)


def batch_norm(x, gamma, beta):
    return last(F.batch_norm(first(x), None, None, gamma, beta, training=True, eps=1e-3))


def lrn(x, radius=2, bias=2.0, alpha=1e-4, beta=0.75):
    size = 2 * radius + 1
    return last(F.local_response_norm(first(x), size, alpha=alpha * size, beta=beta, k=bias))


CONVOLUTIONS = {
    'convolution, 1-D: valid': ([(2, 7, 3), (3, 3, 4)], conv),
    'convolution, 1-D: same, stride 2': ([(2, 8, 3), (3, 3, 4)], lambda x, w: conv(x, w, 2, 'same')),
    'convolution, 2-D: same': ([(2, 5, 6, 3), (3, 3, 3, 4)], lambda x, w: conv(x, w, 1, 'same')),
    'convolution, 2-D: same, stride 2, 2 × 3': ([(2, 7, 6, 2), (2, 3, 2, 4)], lambda x, w: conv(x, w, 2, 'same')),
    'convolution, 2-D: valid, stride 3': ([(2, 8, 9, 2), (3, 2, 2, 3)], lambda x, w: conv(x, w, 3)),
    'convolution, 3-D: valid': ([(1, 4, 5, 4, 2), (2, 3, 2, 2, 3)], conv),
    'convolution, 3-D: same': ([(2, 3, 4, 3, 2), (3, 2, 3, 2, 2)], lambda x, w: conv(x, w, 1, 'same')),
    'convolution, 3-D: same, stride 2': ([(1, 4, 5, 4, 2), (3, 3, 2, 2, 2)], lambda x, w: conv(x, w, 2, 'same')),
    'convolution, 3-D: valid, stride 2': ([(1, 5, 4, 6, 2), (2, 2, 3, 2, 2)], lambda x, w: conv(x, w, 2)),
    'convolution, 3-D: valid, strides 3, 1, 2': ([(1, 5, 4, 4, 1), (2, 2, 1, 1, 3)], lambda x, w: conv(x, w, [3, 1, 2])),
    'dilated convolution: dilated by 2': (
        [(1, 7, 6, 2), (3, 3, 2, 3), (3,)],
        lambda x, w, b: conv(x, w, 1, 'same', dilation=2) + b,
    ),
    'transposed convolution (tf.layers.conv2dTranspose): same, stride 2': (
        [(1, 3, 4, 2), (3, 3, 3, 2)],
        lambda x, w: transposed(x, w, 2, 'same'),
    ),
    'transposed convolution (tf.layers.conv2dTranspose): valid, stride 3': (
        [(1, 3, 4, 2), (2, 3, 2, 2)],
        lambda x, w: F.pad(transposed(x, w, 3, 'valid'), (0, 0, 0, 0, 0, 1)),
    ),
    'depthwise convolution: valid': ([(2, 6, 5, 3), (3, 2, 3, 2)], lambda x, w: depthwise(x, w, 1, 'valid')),
    'depthwise convolution: same, stride 2': ([(2, 6, 5, 3), (3, 2, 3, 1)], lambda x, w: depthwise(x, w, 2, 'same')),
    'depthwise convolution: same, stride 3': ([(2, 6, 5, 3), (3, 2, 3, 2)], lambda x, w: depthwise(x, w, 3, 'same')),
    'separable convolution: same, stride 2': (
        [(1, 6, 5, 3), (3, 3, 3, 2), (1, 1, 6, 4)],
        lambda x, d, p: conv(depthwise(x, d, 2, 'same'), p),
    ),
}

BELOW = (-2.0, -1.0)
POOLS = {
    '1-D: valid': ((2, 7, 3), (3,), 2, 'valid', None),
    '1-D: same, all negative': ((2, 7, 3), (3,), 2, 'same', BELOW),
    '1-D: same, stride 1': ((1, 5, 2), (2,), 1, 'same', None),
    '2-D: valid': ((2, 7, 7, 4), (3, 3), 2, 'valid', None),
    '2-D: same': ((2, 6, 7, 3), (3, 2), 2, 'same', None),
    '2-D: same, stride 1, all negative': ((1, 4, 5, 2), (3, 3), 1, 'same', BELOW),
    '3-D: valid': ((1, 4, 5, 4, 2), (2, 3, 2), 1, 'valid', None),
    '3-D: valid, stride 2': ((2, 5, 4, 6, 1), (2, 2, 3), 2, 'valid', None),
    '3-D: same': ((1, 4, 3, 5, 2), (3, 2, 2), 1, 'same', None),
    '3-D: same, stride 2, all negative': ((1, 5, 4, 3, 2), (3, 3, 2), 2, 'same', BELOW),
    '3-D: valid, all negative': ((1, 4, 4, 4, 2), (2, 2, 2), 2, 'valid', BELOW),
}
POOLING = {
    f'{kind} pooling, {name}': (
        [shape],
        lambda x, kind=kind, window=window, strides=strides, padding=padding: pool(kind, x, window, strides, padding),
        limits,
    )
    for kind in ('max', 'average')
    for name, (shape, window, strides, padding, limits) in POOLS.items()
}

WIDE = (-4.0, 9.0)
LAYERS = {
    'local response normalization: radius 5, power 0.75': (
        [(1, 2, 3, 13)],
        lambda x: lrn(x, 5, 1.0, 0.3),
    ),
    'local response normalization: power 0.6': ([(2, 2, 2, 9)], lambda x: lrn(x, 1, 1.0, 0.5, 0.6)),
    'dense: with bias and ReLU': ([(5, 30), (30, 9), (9,)], lambda x, w, b: F.relu(x @ w + b)),
    'batch normalization: 2-D': ([(6, 4), (4,), (4,)], batch_norm),
    'batch normalization: 3-D': ([(2, 4, 3), (3,), (3,)], batch_norm),
    'batch normalization: 4-D': ([(2, 3, 4, 3), (3,), (3,)], batch_norm),
    'layer normalization: last axis': ([(3, 4, 5), (5,), (5,)], lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-3)),
    'up-sampling, nearest: 2 × 2': ([(2, 3, 4, 2)], lambda x: last(F.interpolate(first(x), scale_factor=(2, 2)))),
    'up-sampling, nearest: 3 × 2': ([(2, 3, 4, 2)], lambda x: last(F.interpolate(first(x), scale_factor=(3, 2)))),
    'softmax and cross-entropy: softmax': ([(4, 7)], lambda x: F.softmax(x, -1), (-4.0, 4.0)),
    'activations: softmax': ([(4, 7)], lambda x: F.softmax(x, -1)),
    'activations: logSoftmax': ([(4, 7)], lambda x: F.log_softmax(x, -1)),
    'activations: leakyReLU': ([(4, 7)], lambda x: F.leaky_relu(x, 0.2)),
    'activations: relu': ([(5, 8)], F.relu, WIDE),
    'activations: relu6': ([(5, 8)], F.relu6, WIDE),
    'activations: elu': ([(5, 8)], F.elu, WIDE),
    'activations: selu': ([(5, 8)], F.selu, WIDE),
    'activations: sigmoid': ([(5, 8)], torch.sigmoid, WIDE),
    'activations: softplus': ([(5, 8)], lambda x: F.softplus(x, threshold=1000), WIDE),
    'activations: softsign': ([(5, 8)], F.softsign, WIDE),
    'activations: tanh': ([(5, 8)], torch.tanh, WIDE),
    'activations: swish': ([(5, 8)], F.silu, WIDE),
    'activations: mish': ([(5, 8)], F.mish, WIDE),
    'activations: gelu': ([(5, 8)], F.gelu, (-4.0, 4.0)),
    'activations: gelu_new': ([(5, 8)], lambda x: F.gelu(x, approximate='tanh'), WIDE),
}


def record(name, shapes, f, limits=None):
    inputs = [drawn(shape, f'{name}/{i}', *(limits or (-1.0, 1.0))).requires_grad_() for i, shape in enumerate(shapes)]
    y = f(*inputs)
    gradients = torch.autograd.grad((y * drawn(tuple(y.shape), 'weights')).sum(), inputs)
    return [[float(f'{v:.7g}') for v in t.detach().reshape(-1).tolist()] for t in (y, *gradients)]


for part, cases in (('convolution', CONVOLUTIONS), ('pooling', POOLING), ('layers', LAYERS)):
    path = os.path.join(FOLDER, f'conformance-{part}.json')
    data = {'torch': torch.__version__.split('+')[0], 'cases': {name: record(name, *case) for name, case in cases.items()}}
    with open(path, 'w') as file:
        # One line a case: a change is seen where it is.
        lines = [f' {json.dumps(name, ensure_ascii=False)}: {json.dumps(values, separators=(",", ":"))}' for name, values in data['cases'].items()]
        file.write('{"torch": "%s", "cases": {\n%s\n}}\n' % (data['torch'], ',\n'.join(lines)))
    print(path, os.path.getsize(path))
