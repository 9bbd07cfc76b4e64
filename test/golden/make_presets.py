"""Writes data/presets.json: logits of every preset's network, built here of PyTorch's modules.

The networks are written down from the papers, not read from the presets. Weights and input come from a formula that
presets.test.ts computes as well, so that no weights need to be stored. Values are laid out as TensorFlow.js has them
(kernels [height, width, input, output], images [height, width, channels]) and transposed for PyTorch.

The input is ±8, so that LRN has something to divide by; kernels have He's variance, which keeps that size through the
net. The kernel of the logits is smaller by LOGITS_GAIN: they are of order 1 to 10, as a trained network's, where
1e-4 is more than float32 loses. Without it they reach 120, where PyTorch itself is off by 8e-5 from its float64 run.

Run: python test/golden/make_presets.py [NAME ...]      (torch 2.x, numpy)
"""

import json
import pathlib
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

PERIOD = 65521
LOGITS_GAIN = 1 / 8


def values(count, seed, scale):
    """Uniform in ±scale, the same values again after PERIOD; multiplied as doubles, rounded once to float32."""
    i = np.arange(PERIOD, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    h = (i * np.uint64(2654435761) + np.uint64(seed) * np.uint64(40503)) & mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & mask
    h ^= h >> np.uint64(13)
    base = ((h.astype(np.float64) / 2147483648.0 - 1.0) * scale).astype(np.float32)
    return np.resize(base, count)


class SpatialLRN(nn.Module):
    """Caffe's LRN within channels: alpha is divided by the window's area, k is 1."""

    def __init__(self, size, alpha, beta):
        super().__init__()
        self.size, self.alpha, self.beta = size, alpha, beta

    def forward(self, x):
        energy = nn.functional.avg_pool2d(x * x, self.size, 1, self.size // 2, count_include_pad=True)
        return x / (1 + self.alpha * energy) ** self.beta


class Fire(nn.Module):
    def __init__(self, inputs, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.cat([torch.relu(self.expand1x1(x)), torch.relu(self.expand3x3(x))], 1)


class BranchConv(nn.Module):
    """A convolution that keeps the size, with ReLU; torchvision has batch normalization in place of the bias."""

    def __init__(self, filters, kernel, stride=1, norm=False):
        super().__init__()
        self.conv = nn.LazyConv2d(filters, kernel, stride, kernel // 2, bias=not norm)
        self.norm = nn.LazyBatchNorm2d(eps=0.001) if norm else None

    def forward(self, x):
        x = self.conv(x)
        return torch.relu(x if self.norm is None else self.norm(x))


class Inception(nn.Module):
    def __init__(self, sizes, large, norm):
        super().__init__()
        small, middle_reduce, middle, large_reduce, large_filters, projection = sizes
        self.small = BranchConv(small, 1, norm=norm)
        self.middle = nn.Sequential(BranchConv(middle_reduce, 1, norm=norm), BranchConv(middle, 3, norm=norm))
        self.large = nn.Sequential(BranchConv(large_reduce, 1, norm=norm), BranchConv(large_filters, large, norm=norm))
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, 1), BranchConv(projection, 1, norm=norm))

    def forward(self, x):
        return torch.cat([self.small(x), self.middle(x), self.large(x), self.pool(x)], 1)


def conv(filters, kernel, stride=1, pad=0, groups=1, act=nn.ReLU):
    layer = nn.LazyConv2d(filters, kernel, stride, pad, groups=groups)
    return [layer] if act is None else [layer, act()]


def lrn(size=5, alpha=1e-4, k=2.0):
    """alpha as the paper prints it, not divided by the window; PyTorch divides."""
    return [nn.LocalResponseNorm(size, alpha * size, 0.75, k)]


def pool(kernel=3, stride=2, ceil=False):
    return [nn.MaxPool2d(kernel, stride, ceil_mode=ceil)]


def average(kernel=3, stride=2, ceil=True):
    return [nn.AvgPool2d(kernel, stride, ceil_mode=ceil)]


def dense(units, act=nn.ReLU):
    return [nn.LazyLinear(units)] if act is None else [nn.LazyLinear(units), act()]


def head(classes, first=4096):
    return [nn.Flatten(), *dense(first), *dense(4096), *dense(classes, None)]


def alexnet(classes, norm=None, groups=2, pool_first=False, ceil=False, width=1.0, hidden=4096):
    norm = norm or (lambda: lrn())
    def w(filters):
        return int(filters * width)
    def stage():
        return [*pool(ceil=ceil), *norm()] if pool_first else [*norm(), *pool(ceil=ceil)]
    return [
        *conv(w(96), 11, 4), *stage(), *conv(w(256), 5, 1, 2, groups), *stage(), *conv(w(384), 3, 1, 1),
        *conv(w(384), 3, 1, 1, groups), *conv(w(256), 3, 1, 1, groups), *pool(ceil=ceil),
        nn.Flatten(), *dense(hidden), *dense(hidden), *dense(classes, None),
    ]


def one_weird_trick(classes):
    return [
        *conv(64, 11, 4, 2), *pool(), *conv(192, 5, 1, 2), *pool(), *conv(384, 3, 1, 1), *conv(256, 3, 1, 1),
        *conv(256, 3, 1, 1), *pool(), *head(classes),
    ]


def squeezenet(classes, first, before, after):
    """`before` and `after`: the fire modules in the order of the network, with None for a pool."""
    sizes = {2: (16, 64), 3: (16, 64), 4: (32, 128), 5: (32, 128), 6: (48, 192), 7: (48, 192), 8: (64, 256), 9: (64, 256)}
    layers, channels = [*conv(*first), *pool(ceil=True)], first[0]
    for number in before + after:
        if number is None:
            layers += pool(ceil=True)
        else:
            squeeze, expand = sizes[number]
            layers.append(Fire(channels, squeeze, expand))
            channels = 2 * expand
    return [*layers, *conv(classes, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()]


def late(filters, pad=1):
    return [layer for f in filters for layer in conv(f, 3, 1, pad)]


def nin(classes, stages):
    layers = []
    for stage in stages:
        layers += stage
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()]


def cifar10(classes, full):
    norm = (lambda: [SpatialLRN(3, 5e-5, 0.75)]) if full else (lambda: [])
    return [
        *conv(32, 5, 1, 2, act=None), *pool(ceil=True), nn.ReLU(), *norm(), *conv(32, 5, 1, 2), *average(), *norm(),
        *conv(64, 5, 1, 2), *average(), nn.Flatten(), *([] if full else dense(64, None)), *dense(classes, None),
    ]


def caffe_lrn():
    return lrn(alpha=1e-4 / 5, k=1.0)


def vgg(classes, blocks):
    layers = []
    for filters, count in zip([64, 128, 256, 512, 512], blocks):
        layers += [*late([filters] * count), *pool(2)]
    return [*layers, *head(classes)]


def googlenet(classes, norm):
    """Caffe's has LRN and kernels of 5 x 5; torchvision's batch normalization, 3 x 3 in their place, and a smaller last pool."""
    sizes = [
        (64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), None,
        (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128), None,
        (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128),
    ]
    extra = [] if norm else caffe_lrn()
    layers = [
        BranchConv(64, 7, 2, norm), *pool(ceil=True), *extra, BranchConv(64, 1, norm=norm), BranchConv(192, 3, norm=norm),
        *([] if norm else caffe_lrn()), *pool(ceil=True),
    ]
    pools = [pool(ceil=True), pool(2 if norm else 3, ceil=True)]
    for size in sizes:
        layers += pools.pop(0) if size is None else [Inception(size, 3 if norm else 5, norm)]
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *dense(classes, None)]


# id: (network of so many classes, published input, published classes, an odd input)
NETWORKS = OrderedDict({
    'alexnet': (alexnet, (227, 227, 3), 1000, (83, 67, 3)),
    'alexnet-one-tower': (lambda c: alexnet(c, lambda: lrn(11), 1), (227, 227, 3), 2, (83, 67, 3)),
    'alexnet-owt': (one_weird_trick, (224, 224, 3), 1000, (83, 67, 3)),
    'bvlc-alexnet': (lambda c: alexnet(c, caffe_lrn, ceil=True), (227, 227, 3), 1000, (83, 67, 3)),
    'caffenet': (lambda c: alexnet(c, caffe_lrn, pool_first=True, ceil=True), (227, 227, 3), 1000, (83, 67, 3)),
    'alexnet-mini': (lambda c: alexnet(c, width=0.25, hidden=1024), (67, 67, 3), 2, (83, 67, 3)),
    'squeezenet1.0': (
        lambda c: squeezenet(c, (96, 7, 2), [2, 3, 4, None, 5, 6, 7, 8, None], [9]),
        (227, 227, 3), 1000, (83, 67, 3)),
    'squeezenet1.1': (
        lambda c: squeezenet(c, (64, 3, 2), [2, 3, None, 4, 5, None], [6, 7, 8, 9]),
        (224, 224, 3), 1000, (83, 67, 3)),
    'zfnet': (
        lambda c: [*conv(96, 7, 2, 1), *pool(ceil=True), *lrn(), *conv(256, 5, 2), *pool(ceil=True), *lrn(),
                   *late([384, 384, 256]), *pool(ceil=True), *head(c)],
        (224, 224, 3), 1000, (83, 67, 3)),
    'overfeat-fast': (
        lambda c: [*conv(96, 11, 4), *pool(2), *conv(256, 5), *pool(2), *late([512, 1024, 1024]), *pool(2),
                   *head(c, 3072)],
        (231, 231, 3), 1000, (101, 83, 3)),
    'cnn-f': (
        lambda c: [*conv(64, 11, 4), *lrn(), *pool(ceil=True), *conv(256, 5, 1, 2), *lrn(), *pool(ceil=True),
                   *late([256, 256, 256]), *pool(ceil=True), *head(c)],
        (224, 224, 3), 1000, (83, 67, 3)),
    'cnn-m': (
        lambda c: [*conv(96, 7, 2), *lrn(), *pool(ceil=True), *conv(256, 5, 2, 1), *lrn(), *pool(ceil=True),
                   *late([512, 512, 512]), *pool(ceil=True), *head(c)],
        (224, 224, 3), 1000, (83, 67, 3)),
    'cnn-s': (
        lambda c: [*conv(96, 7, 2), *lrn(), *pool(3, 3, True), *conv(256, 5), *pool(2, 2, True),
                   *late([512, 512, 512]), *pool(3, 3, True), *head(c)],
        (224, 224, 3), 1000, (83, 67, 3)),
    'vgg11': (lambda c: vgg(c, [1, 1, 2, 2, 2]), (224, 224, 3), 1000, (83, 67, 3)),
    'vgg16': (lambda c: vgg(c, [2, 2, 3, 3, 3]), (224, 224, 3), 1000, (83, 67, 3)),
    'vgg19': (lambda c: vgg(c, [2, 2, 4, 4, 4]), (224, 224, 3), 1000, (83, 67, 3)),
    'googlenet': (lambda c: googlenet(c, False), (224, 224, 3), 1000, (83, 67, 3)),
    'googlenet-bn': (lambda c: googlenet(c, True), (224, 224, 3), 1000, (83, 67, 3)),
    'nin-imagenet': (
        lambda c: nin(c, [
            [*conv(96, 11, 4), *conv(96, 1), *conv(96, 1), *pool(ceil=True)],
            [*conv(256, 5, 1, 2), *conv(256, 1), *conv(256, 1), *pool(ceil=True)],
            [*conv(384, 3, 1, 1), *conv(384, 1), *conv(384, 1), *pool(ceil=True)],
            [*conv(1024, 3, 1, 1), *conv(1024, 1), *conv(c, 1)]]),
        (224, 224, 3), 1000, (83, 67, 3)),
    'nin-cifar10': (
        lambda c: nin(c, [
            [*conv(192, 5, 1, 2), *conv(160, 1), *conv(96, 1), *pool(ceil=True)],
            [*conv(192, 5, 1, 2), *conv(192, 1), *conv(192, 1), *average()],
            [*conv(192, 3, 1, 1), *conv(192, 1), *conv(c, 1)]]),
        (32, 32, 3), 10, (27, 36, 3)),
    'lenet5': (
        lambda c: [*conv(6, 5, act=nn.Tanh), *average(2, 2, False), *conv(16, 5, act=nn.Tanh),
                   *average(2, 2, False), *conv(120, 5, act=nn.Tanh), nn.Flatten(), *dense(84, nn.Tanh),
                   *dense(c, None)],
        (32, 32, 1), 10, (37, 42, 1)),
    'cifar10-quick': (lambda c: cifar10(c, False), (32, 32, 3), 10, (27, 36, 3)),
    'cifar10-full': (lambda c: cifar10(c, True), (32, 32, 3), 10, (27, 36, 3)),
})


def fill(network, image):
    """Sets the weights of every layer, in the order of the network, and returns their number."""
    shapes = {}

    def note(module, inputs, _):
        if isinstance(module, nn.Flatten):
            shapes['flat'] = tuple(inputs[0].shape[1:])

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    with torch.no_grad():
        network(image)
    for hook in hooks:
        hook.remove()
    seed, total = 0, 0
    first_dense = True
    weighted = [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear, nn.BatchNorm2d))]
    for module in weighted:
        if isinstance(module, nn.BatchNorm2d):
            count = module.num_features
            parts = [module.weight.data, module.bias.data, module.running_mean, module.running_var]
            for part, center in zip(parts, [1, 0, 0, 1]):
                part.copy_(torch.from_numpy(values(count, seed, 0.1) + np.float32(center)))
                seed += 1
            total += 4 * count
            continue
        shape = tuple(module.weight.shape)
        fan_in = int(np.prod(shape[1:]))
        gain = LOGITS_GAIN if module is weighted[-1] else 1.0
        kernel = values(int(np.prod(shape)), seed, np.sqrt(6.0 / fan_in) * gain)
        if isinstance(module, nn.Conv2d):
            out, inputs, height, width = shape
            weight = kernel.reshape(height, width, inputs, out).transpose(3, 2, 0, 1)
        elif first_dense:
            channels, height, width = shapes['flat']
            weight = kernel.reshape(height, width, channels, shape[0]).transpose(3, 2, 0, 1).reshape(shape)
            first_dense = False
        else:
            weight = kernel.reshape(shape[1], shape[0]).T
        module.weight.data = torch.from_numpy(np.ascontiguousarray(weight))
        total += kernel.size
        seed += 1
        if module.bias is not None:
            module.bias.data = torch.from_numpy(values(shape[0], seed, 0.1).copy())
            total += shape[0]
            seed += 1
    return total


def rounded(numbers):
    return [float(f'{v:.7g}') for v in numbers]


def run(make, classes, size):
    height, width, channels = size
    pixels = values(height * width * channels, 1000, 8.0).reshape(1, height, width, channels)
    image = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))
    network = nn.Sequential(*make(classes)).eval()
    parameters = fill(network, image)
    flat = next(i for i, module in enumerate(network) if isinstance(module, nn.Flatten))
    with torch.no_grad():
        features = network[:flat](image)
        logits = network[flat:](features)[0].numpy()
    features = features[0].permute(1, 2, 0).numpy().ravel()
    features_step = max(1, features.size // 20)
    step = max(1, classes // 20)
    return {
        'inputShape': list(size),
        'classes': classes,
        'parameters': parameters,
        'step': step,
        # Every step-th logit.
        'logits': rounded(logits[::step]),
        'largest': float(np.abs(logits).max()),
        # The input of the dense layers, or the logits again where there are none.
        'featuresStep': features_step,
        'features': rounded(features[::features_step]),
    }


def main():
    """With names of networks as arguments, the others keep what is recorded."""
    path = pathlib.Path(__file__).parent / 'data' / 'presets.json'
    names = sys.argv[1:]
    recorded = json.loads(path.read_text())['cases'] if names else {}
    result = OrderedDict(made_by=f'make_presets.py, torch {torch.__version__}', cases=OrderedDict())
    for name, (make, size, classes, odd) in NETWORKS.items():
        if names and name not in names:
            result['cases'][name] = recorded[name]
            continue
        result['cases'][name] = [run(make, classes, size), run(make, 7, odd)]
        print(name, [(case['parameters'], case['largest']) for case in result['cases'][name]], flush=True)
    path.write_text(json.dumps(result, indent=1) + '\n')


if __name__ == '__main__':
    main()
