"""HDF5 files as Caffe and Keras write them, for test/golden/hdf5.test.ts.

    python test/golden/make_hdf5.py

Written with h5py 3.16. Values as in make_weight_files.py: RAMP in [2, 3, 2, 2], PAIR = [0.5, -1.25].
"""

from pathlib import Path
from zipfile import ZipFile

import h5py
import numpy as np

OUT = Path(__file__).parent / "data" / "weight-files"
RAMP = ((np.arange(24) - 12) / 4).astype(np.float32).reshape(2, 3, 2, 2)
PAIR = np.array([0.5, -1.25], np.float32)

with h5py.File(OUT / "caffe.h5", "w") as file:
    file["data/conv1/0"] = RAMP
    file["data/conv1/1"] = PAIR
    file.create_group("data/relu1")
    file["diff/conv1/0"] = np.zeros_like(RAMP)

with h5py.File(OUT / "keras.h5", "w") as file:
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = [b"conv1", b"flatten"]
    weights.attrs["backend"] = "tensorflow"
    layer = weights.create_group("conv1")
    layer.attrs["weight_names"] = [b"conv1/kernel:0", b"conv1/bias:0"]
    layer["conv1/kernel:0"] = RAMP
    layer["conv1/bias:0"] = PAIR
    weights.create_group("flatten")
    file["optimizer_weights/iteration:0"] = np.int64(3)

with h5py.File(OUT / "types.h5", "w") as file:
    file["f8"] = RAMP.astype("f8")
    file["f2"] = RAMP.astype("f2")
    file["big"] = RAMP.astype(">f4")
    file["i8"] = np.array([-3, 2**24])
    file["u1"] = np.array([3, 200], np.uint8)
    file["scalar"] = np.float32(2.5)
    file.create_dataset("chunked", data=RAMP, chunks=(1, 3, 2, 2), compression="gzip", shuffle=True)
    file["text"] = "hello"

# Values in chunks, whole ones and some that reach beyond the end, packed in every way that is read, and in one that is not.
odd = {"chunks": (1, 2, 2, 1)}
with h5py.File(OUT / "chunks.h5", "w") as file:
    file.create_dataset("plain", data=RAMP, **odd)
    file.create_dataset("gzip", data=RAMP, compression="gzip", **odd)
    file.create_dataset("shuffle", data=RAMP.astype("f8"), shuffle=True, **odd)
    file.create_dataset("checksum", data=RAMP, fletcher32=True, **odd)
    file.create_dataset("all", data=RAMP, compression="gzip", shuffle=True, fletcher32=True, **odd)
    file.create_dataset("lzf", data=RAMP, compression="lzf", **odd)
    filled = file.create_dataset("filled", (3, 3), np.float32, chunks=(2, 2), fillvalue=7)
    filled[0, 0] = 1
    file.create_dataset("untouched", (2,), np.float32, fillvalue=-1)

# The newer form, in which a group has links in its header.
with h5py.File(OUT / "newer.h5", "w", libver="latest") as file:
    file["conv/kernel"] = RAMP
    file.create_dataset("conv/packed", data=RAMP, chunks=RAMP.shape, compression="gzip")
with h5py.File(OUT / "tracked.h5", "w", track_order=True) as file:
    file["z"] = PAIR
    file["a"] = PAIR

# As Keras 3.15 writes weights, with the names of the layers in attributes; `.keras` is this in an archive.
with h5py.File(OUT / "keras3.weights.h5", "w") as file:
    for group, layer, arrays in [
        ("conv2d", "last_by_name", [RAMP, PAIR]),
        ("batch_normalization", "bn", [PAIR, PAIR, PAIR, PAIR]),
    ]:
        variables = file.create_group(f"layers/{group}/vars")
        variables.attrs["name"] = layer
        for i, array in enumerate(arrays):
            variables[str(i)] = array
    file.create_group("layers/flatten/vars")
    file.create_group("vars").attrs["name"] = "sequential"
with ZipFile(OUT / "keras3.keras", "w") as archive:
    archive.writestr("config.json", "{}")
    archive.write(OUT / "keras3.weights.h5", "model.weights.h5")
