"""Checkpoints as training scripts leave them, for test/golden/torch-checkpoints.test.ts.

    python test/golden/make_torch_checkpoints.py

Written with torch 2.15 and numpy 2.4. Values as in make_weight_files.py: RAMP in [2, 3, 2, 2], PAIR = [0.5, -1.25].
"""

import argparse
import pathlib
import pickle
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import prune

OUT = Path(__file__).parent / "data" / "weight-files"
RAMP = ((np.arange(24) - 12) / 4).astype(np.float32).reshape(2, 3, 2, 2)
PAIR = np.array([0.5, -1.25], np.float32)
ramp, pair = torch.from_numpy(RAMP), torch.from_numpy(PAIR)
FORMS = {"zip": {}, "legacy": {"_use_new_zipfile_serialization": False}}


class Meter:
    """A class of a training script."""

    def __init__(self):
        self.values = [torch.ones(1), 2]


model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
foreign = {
    "epoch": 3,
    "best": np.float64(56.5),
    "top5": np.float32(0.25),
    "done": np.bool_(True),
    "args": argparse.Namespace(lr=0.1, data=pathlib.PurePosixPath("/data")),
    "seen": Counter(cat=3, dog=4),
    "groups": defaultdict(list, {"a": [1, 2]}),
    "scheduler": scheduler.state_dict(),
    "optimizer": optimizer.state_dict(),
    "meter": Meter(),
    "model_dict": OrderedDict([("conv.weight", ramp), ("conv.bias", pair)]),
}
quantized = torch.quantize_per_tensor(torch.ones(4), 0.1, 0, torch.qint8)
tensors = OrderedDict(
    [
        ("weight", ramp),
        ("float8", torch.ones(3).to(torch.float8_e4m3fn)),
        ("sparse", torch.eye(3).to_sparse()),
        ("quantized", quantized),
        ("complex", torch.ones(2, dtype=torch.complex64)),
        ("bias", pair),
    ]
)
complex_ramp = torch.complex(torch.zeros(24), ramp.reshape(24)).reshape(2, 3, 2, 2)
bits = OrderedDict(
    [
        ("plain", ramp),
        ("negative", torch._neg_view(-pair)),
        ("conjugate", complex_ramp.conj().imag),
        ("negative_parameter", torch.nn.Parameter(torch._neg_view(-pair))),
        ("negative_transposed", torch._neg_view(-ramp).transpose(0, 3)),
    ]
)
assert bits["negative"].is_neg() and bits["conjugate"].is_neg()
for suffix, options in FORMS.items():
    torch.save(foreign, OUT / f"foreign-{suffix}.pth", **options)
    torch.save(bits, OUT / f"bits-{suffix}.pth", **options)
    torch.save({"conv.weight": RAMP, "conv.bias": PAIR.astype(">f8")}, OUT / f"ndarrays-{suffix}.pth", **options)
torch.save(tensors, OUT / "odd-tensors.pth")
layer = torch.nn.Conv2d(3, 2, 2)
with torch.no_grad():
    layer.weight.copy_(ramp)
    layer.bias.copy_(pair)
prune.custom_from_mask(layer, "weight", torch.from_numpy((np.arange(24) % 2).reshape(2, 3, 2, 2)).float())
torch.save(layer.state_dict(), OUT / "pruned.pth")

# Dictionaries in .npy, as caffe-tensorflow and its followers wrote them.
for protocol in (2, 3, 4, 5):
    dictionary = {"conv1": {"weights": RAMP, "biases": PAIR}, "fc6": {"weights": RAMP.reshape(4, 6).T}}
    header = np.lib.format.header_data_from_array_1_0(np.array(None, dtype=object))
    with open(OUT / f"dictionary-{protocol}.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        pickle.dump(np.array(dictionary, dtype=object), file, protocol=protocol)
np.save(OUT / "lists.npy", np.array({"conv1": [RAMP, PAIR], "note": Meter()}, dtype=object), allow_pickle=True)
with open(OUT / "plain.pkl", "wb") as file:
    pickle.dump({"conv.weight": RAMP, "conv.bias": PAIR}, file, protocol=2)
