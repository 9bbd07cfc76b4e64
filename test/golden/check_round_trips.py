"""Reads what round-trips.test.ts wrote for a preset, with PyTorch's and ONNX's own tools, and says how far their logits are.

A line of JSON in: {id, inputShape, classes, hidden, layers, safetensors, torchvision, onnx, logits}, the files by their paths,
of which only the last two must be;
a line of JSON out: {largest, torch, torchvision, onnx}, the largest differences of logits. The network of PyTorch is that
of make_presets.py.

Needs: torch, numpy, safetensors, onnx, onnxruntime.
"""

import json
import sys
from collections import OrderedDict

import numpy as np
import onnx
import onnxruntime
import safetensors.torch
import torch
from torch import nn

import make_presets
from make_presets import NETWORKS, values

DENSE = make_presets.dense


def network_of(case, image):
    """The network with its lazy layers made, and its layers with weights under this library's names."""
    make_presets.dense = lambda units, act=nn.ReLU: DENSE(min(units, case['hidden']), act)
    network = nn.Sequential(*NETWORKS[case['id']][0](case['classes'])).eval()
    with torch.no_grad():
        network(image)
    weighted = [name for name, module in network.named_modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    assert len(weighted) == len(case['layers']), (weighted, case['layers'])
    return network, dict(zip(case['layers'], weighted))


def logits_of(network, names, path, image):
    """Loads a state dict whose layers are called as `names` says, strictly, and runs it."""
    tensors = safetensors.torch.load_file(path)
    state = OrderedDict()
    for key, tensor in tensors.items():
        layer, part = key.rsplit('.', 1)
        state[f'{names[layer]}.{part}'] = tensor
    network.load_state_dict(state, strict=True)
    with torch.no_grad():
        return network(image)[0].numpy()


def check(case):
    height, width, channels = case['inputShape']
    pixels = values(height * width * channels, 1000, 8.0).reshape(1, height, width, channels)
    pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
    image = torch.from_numpy(pixels)
    own = np.fromfile(case['logits'], dtype=np.float32)
    difference = lambda logits: float(np.abs(logits.ravel() - own).max())
    result = {'largest': float(np.abs(own).max())}
    if case.get('safetensors'):
        network, names = network_of(case, image)
        result['torch'] = difference(logits_of(network, names, case['safetensors'], image))
    if case.get('torchvision'):
        # The same modules in the same order, under torchvision's names.
        with safetensors.safe_open(case['torchvision'], 'pt') as file:
            metadata = file.metadata()
        assert metadata['format'] == 'pt', metadata
        torchvision_names = dict(zip(case['torchvisionLayers'], names.values()))
        result['torchvision'] = difference(logits_of(network, torchvision_names, case['torchvision'], image))
    onnx.checker.check_model(case['onnx'], full_check=True)
    session = onnxruntime.InferenceSession(case['onnx'], providers=['CPUExecutionProvider'])
    # Twice the image: the batch is open.
    (output,) = session.run(None, {session.get_inputs()[0].name: np.concatenate([pixels, pixels])})
    result['onnx'] = max(difference(output[0]), difference(output[1]))
    return result


for line in sys.stdin:
    print(json.dumps(check(json.loads(line))), flush=True)
