"""The network of a training job: the rows of network.json as PyTorch functions, with the weights of tfjs-alexnet."""
import math

import torch
import torch.distributed.nn
import torch.nn.functional as F


def pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)


ACTIVATIONS = {'linear': lambda x: x, 'relu': F.relu, 'tanh': torch.tanh, 'sigmoid': torch.sigmoid}


def conv(net, row, x):
    kernel, bias = net.weight(row, 'kernel'), net.weight(row, 'bias')
    strides, dilation, padding = pair(row.get('strides', 1)), pair(row.get('dilation', 1)), row.get('padding', 'valid')
    if padding == 'same':  # TensorFlow's: the odd pixel is behind the image.
        sides = []
        for length, window, stride, spread in reversed(list(zip(x.shape[2:], kernel.shape[2:], strides, dilation))):
            total = max((math.ceil(length / stride) - 1) * stride + spread * (window - 1) + 1 - length, 0)
            sides += [total // 2, total - total // 2]
        x = F.pad(x, sides)
    pads = padding if isinstance(padding, int) else 0
    return ACTIVATIONS[row.get('activation', 'linear')](
        F.conv2d(x, kernel, bias, strides, pads, dilation, row.get('groups', 1)))


def dense(net, row, x):
    y = F.linear(x, net.weight(row, 'kernel'), net.weight(row, 'bias'))
    return ACTIVATIONS[row.get('activation', 'linear')](y)


def lrn(net, row, x):
    """x / (bias + alpha · Σ x²)^beta over neighbor channels; alpha is not divided by the window, as in the paper."""
    radius = row['depthRadius']
    before, after = (radius, radius) if isinstance(radius, int) else radius
    energy = F.pad(x.float().square().unsqueeze(1), (0, 0, 0, 0, before, after))
    window = before + after + 1
    total = F.avg_pool3d(energy, (window, 1, 1), 1).squeeze(1) * window
    return (x / (row['bias'] + row['alpha'] * total) ** row['beta']).to(x.dtype)


def spatial_lrn(net, row, x):
    energy = F.avg_pool2d(x.float().square(), row['size'], 1, row['size'] // 2)
    return (x / (1 + row['alpha'] * energy) ** row['beta']).to(x.dtype)


def max_pool(net, row, x):
    pads = pair(row.get('padding', 0))
    x = F.pad(x, (pads[1], pads[1], pads[0], pads[0]), value=-math.inf)
    # Padding inside the function would be refused where it is more than half of the window.
    ceil = row.get('ceilMode', False)
    y = F.max_pool2d(x, pair(row['poolSize']), pair(row['strides']), ceil_mode=ceil)
    if not ceil:
        return y
    # A last window that begins in the padding behind the image is dropped.
    keep = [min(have, -(-(length - pad) // stride)) for have, length, pad, stride
            in zip(y.shape[2:], x.shape[2:], pads, pair(row['strides']))]
    return y[:, :, :keep[0], :keep[1]]


def avg_pool(net, row, x):
    return F.avg_pool2d(x, pair(row['poolSize']), pair(row['strides']), pair(row.get('padding', 0)),
                        row.get('ceilMode', False), row.get('countPadding', True))


def batch_norm(net, row, x):
    """Batch normalization with the statistics of the joint batch of all ranks; the running variance is not corrected."""
    mean, variance = net.weight(row, 'moving_mean'), net.weight(row, 'moving_variance')
    over = [axis for axis in range(x.ndim) if axis != 1]
    spread = lambda values: values.view(1, -1, *[1] * (x.ndim - 2))
    dtype, x = x.dtype, x.float()
    if net.training:
        counted = net.counted.view(-1, *[1] * (x.ndim - 1))
        joint = torch.distributed.nn.all_reduce
        count = joint(net.counted.sum()) * (x[0, 0].numel())
        batch_mean = joint((x * counted).sum(over)) / count
        batch_variance = joint(((x - spread(batch_mean)).square() * counted).sum(over)) / count
        with torch.no_grad():
            keep = row.get('momentum', 0.9)
            mean.mul_(keep).add_(batch_mean, alpha=1 - keep)
            variance.mul_(keep).add_(batch_variance, alpha=1 - keep)
        mean, variance = batch_mean, batch_variance
    y = (x - spread(mean)) * torch.rsqrt(spread(variance) + row.get('epsilon', 1e-5))
    if row.get('affine', True):
        y = y * spread(net.weight(row, 'gamma')) + spread(net.weight(row, 'beta'))
    return y.to(dtype)


KINDS = {
    'conv': conv,
    'dense': dense,
    'lrn': lrn,
    'spatialLrn': spatial_lrn,
    'maxPool': max_pool,
    'avgPool': avg_pool,
    'batchNorm': batch_norm,
    'globalAvgPool': lambda net, row, x: x.mean((2, 3)),
    'activation': lambda net, row, x: ACTIVATIONS[row['activation']](x),
    'dropout': lambda net, row, x: F.dropout(x, net.dropout_of(row), net.training),
    # Rows, columns, channels: the order in which tfjs-alexnet flattens.
    'flatten': lambda net, row, x: x.permute(0, 2, 3, 1).flatten(1) if x.ndim == 4 else x,
    'concat': lambda net, row, *inputs: torch.cat(inputs, 1),
}
STATISTICS = ('/moving_mean', '/moving_variance')


def to_torch(array):
    """Between the order of this library and PyTorch's: kernels [height, width, in, out], dense kernels [in, out]."""
    return array.permute(3, 2, 0, 1) if array.ndim == 4 else array.T if array.ndim == 2 else array


class Network(torch.nn.Module):
    """Maps images [batch, channels, height, width] to logits: the softmax in the last row belongs to the loss."""

    def __init__(self, table, weights, dropout):
        super().__init__()
        self.rows, self.usual_dropout, self.dropout = table['layers'][:-1], table['dropout'], dropout
        self.names = list(weights)
        self.counted = None
        for name, array in weights.items():
            array = to_torch(array).contiguous()
            if name.endswith(STATISTICS):
                self.register_buffer(self.key(name), array)
            else:
                self.register_parameter(self.key(name), torch.nn.Parameter(array))

    @staticmethod
    def key(name):
        return name.replace('.', ' ')

    def weight(self, row, name):
        return getattr(self, self.key(f'{row["name"]}/{name}'), None)

    def dropout_of(self, row):
        return row.get('rate', self.usual_dropout) if self.dropout is None else self.dropout

    def forward(self, x, counted=None):
        self.counted = counted
        values, last = {'data': x}, 'data'
        for row in self.rows:
            inputs = row.get('from', last)
            inputs = [inputs] if isinstance(inputs, str) else inputs
            last = row['name']
            values[last] = KINDS[row['kind']](self, row, *(values[name] for name in inputs))
        return values[last]

    def named_weights(self):
        """Name and tensor of each weight, in PyTorch's order of axes."""
        return [(name, getattr(self, self.key(name))) for name in self.names]
