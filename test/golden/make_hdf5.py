"""HDF5 files as Caffe and Keras write them, for test/golden/hdf5.test.ts.

    python test/golden/make_hdf5.py

Written with h5py 3.16. Values as in make_weight_files.py: RAMP in [2, 3, 2, 2], PAIR = [0.5, -1.25].
"""

from pathlib import Path

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
