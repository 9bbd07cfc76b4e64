"""Networks that were saved as objects, and weights that PyTorch computes, for test/golden/torch-modules.test.ts.

    python test/golden/make_torch_modules.py

Written with torch 2.15. Beside each file lies NAME.npz with the values of PyTorch's own state_dict(), or of the weights as
it computes them in evaluation.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import utils

OUT = Path(__file__).parent / "data" / "weight-files"
torch.manual_seed(0)


def keep(name, values):
    np.savez(OUT / f"{name}.npz", **{key: value.detach().numpy() for key, value in values.items()})


class Network(nn.Module):
    """With an inner network, buffers of both kinds and a tensor that is no weight."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2), nn.ReLU())
        self.model = nn.Linear(2, 2)
        self.scale = nn.Parameter(torch.tensor([2.0]))
        self.register_buffer("kept", torch.ones(2))
        self.register_buffer("computed", torch.ones(2), persistent=False)
        self.note = torch.zeros(2)

    def forward(self, x):
        return self.model(self.features(x).mean((2, 3))) * self.scale


network = Network().eval()
keep("whole", network.state_dict())
torch.save(network, OUT / "whole-zip.pth")


def no_source(*_):
    raise OSError


# The old form keeps the source of each class, which nothing here reads.
torch.serialization.get_source_lines_and_file = no_source
torch.save(network, OUT / "whole-legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"model": nn.DataParallel(network), "epoch": 3}, OUT / "whole-inside.pth")
program = torch.jit.script(nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2), nn.ReLU()).eval())
keep("scripted", program.state_dict())
torch.jit.save(program, OUT / "scripted.pt")
torch.jit.save(torch.jit.freeze(torch.jit.trace(network, torch.ones(1, 1, 4, 4))), OUT / "frozen.pt")


def disturb(layer):
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
    return layer


layers = {
    "rows": disturb(utils.weight_norm(nn.Conv2d(2, 3, 2))),
    "all": disturb(utils.weight_norm(nn.Linear(3, 2), dim=None)),
    "columns": disturb(utils.parametrizations.weight_norm(nn.Linear(3, 2), dim=1)),
    "parametrized": disturb(utils.parametrizations.weight_norm(nn.Conv2d(2, 3, 2))),
    "spectral": utils.spectral_norm(nn.Conv2d(2, 3, 2)),
    "spectral_parametrized": utils.parametrizations.spectral_norm(nn.Linear(3, 2)),
    "spectral_transposed": utils.parametrizations.spectral_norm(nn.ConvTranspose2d(2, 3, 2)),
}
inputs = {"all": (1, 3), "columns": (1, 3), "spectral_parametrized": (1, 3)}
state, weights = {}, {}
for name, layer in layers.items():
    layer.eval()
    layer(torch.ones(inputs.get(name, (1, 2, 4, 4))))
    state |= {f"{name}.{key}": value for key, value in layer.state_dict().items()}
    weights |= {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias}
torch.save(state, OUT / "normalized.pth")
keep("normalized", weights)
