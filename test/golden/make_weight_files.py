"""Small weight files by the libraries that define their formats, for test/golden/weight-files.test.ts.

    python test/golden/make_weight_files.py

Written with torch 2.15, numpy 2.4, safetensors 0.8, onnx 1.23. Values are quarters, which every float type holds exactly:
RAMP = (0 … 23 − 12) / 4 in [2, 3, 2, 2], PAIR = [0.5, −1.25].
"""

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file

OUT = Path(__file__).parent / "data" / "weight-files"
OUT.mkdir(parents=True, exist_ok=True)
RAMP = ((np.arange(24) - 12) / 4).astype(np.float32).reshape(2, 3, 2, 2)
PAIR = np.array([0.5, -1.25], np.float32)
ramp, pair = torch.from_numpy(RAMP), torch.from_numpy(PAIR)

# safetensors
save_file(
    {
        "f32": ramp,
        "f16": ramp.half(),
        "bf16": ramp.bfloat16(),
        "f64": ramp.double(),
        "i64": torch.tensor(7),
        "i32": torch.tensor([-3, 2**24]),
        "i16": torch.tensor([-3, 300], dtype=torch.int16),
        "i8": torch.tensor([-3, 100], dtype=torch.int8),
        "u8": torch.tensor([3, 200], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3),
    },
    OUT / "dtypes.safetensors",
    metadata={"format": "pt", "note": "größer"},
)

# PyTorch
base = torch.arange(40, dtype=torch.float32) / 4
dtypes = OrderedDict(
    f32=ramp,
    f16=ramp.half(),
    bf16=ramp.bfloat16(),
    f64=ramp.double(),
    num_batches_tracked=torch.tensor(7),
    i32=torch.tensor([-3, 2**24], dtype=torch.int32),
    i16=torch.tensor([-3, 300], dtype=torch.int16),
    i8=torch.tensor([-3, 100], dtype=torch.int8),
    u8=torch.tensor([3, 200], dtype=torch.uint8),
    bool=torch.tensor([True, False]),
    empty=torch.zeros(0, 3),
)
strided = OrderedDict(
    whole=base,
    part=base[8:14],
    grid=base[:24].view(2, 3, 4),
    transposed=base[:24].view(2, 3, 4).permute(2, 0, 1),
    every_third=base[1::3],
    repeated=base[5:6].expand(2, 3),
    column=base[:24].view(6, 4)[:, 2:3],
    half_transposed=ramp.half().transpose(0, 3),
    channels_last=ramp.to(memory_format=torch.channels_last),
)
model = torch.nn.Sequential(OrderedDict(conv=torch.nn.Conv2d(3, 2, 2), norm=torch.nn.BatchNorm2d(2)))
with torch.no_grad():
    model.conv.weight.copy_(ramp)
    model.conv.bias.copy_(pair)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(1, 3, 4, 4)).sum().backward()
optimizer.step()
with torch.no_grad():
    model.conv.weight.copy_(ramp)
    model.conv.bias.copy_(pair)
checkpoint = {
    "epoch": 90,
    "arch": "alexnet",
    "best": 56.5,
    "state_dict": torch.nn.DataParallel(model).state_dict(),
    "optimizer": optimizer.state_dict(),
}
for suffix, options in {"zip": {}, "legacy": {"_use_new_zipfile_serialization": False}}.items():
    torch.save(dtypes, OUT / f"dtypes-{suffix}.pth", **options)
    torch.save(strided, OUT / f"strided-{suffix}.pth", **options)
    torch.save(checkpoint, OUT / f"checkpoint-{suffix}.pth", **options)
parameter = torch.nn.Parameter(pair.clone())
parameter.note = "with an attribute"
torch.save({"plain": torch.nn.Parameter(pair.clone()), "noted": parameter}, OUT / "parameters.pth")
torch.save({"weight": ramp, "u16": torch.tensor([65535], dtype=torch.uint16)}, OUT / "protocol4.pth", pickle_protocol=4)
torch.save([ramp, {"a": pair}], OUT / "list.pth")
torch.save(pair, OUT / "tensor.pth")
torch.serialization.set_crc32_options(False)
torch.save({"weight": ramp}, OUT / "without-checksum.pth")
torch.serialization.set_crc32_options(True)


def rewrite(source, target, change, compression=zipfile.ZIP_STORED):
    """Copies a zip archive entry by entry through `change`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))


def to_big_endian(name, content):
    if name.endswith("/byteorder"):
        return b"big"
    return np.frombuffer(content, "<f4").astype(">f4").tobytes() if "/data/" in name else content


buffer = io.BytesIO()
torch.save({"weight": ramp}, buffer)
rewrite(buffer, OUT / "big-endian.pth", to_big_endian)
rewrite(buffer, OUT / "deflated.pth", lambda _, content: content, zipfile.ZIP_DEFLATED)

# PyTorch, with calls in it. None may be executed; the file that the first would make is looked for by the test.
class Call:
    def __init__(self, function, *args):
        self.reduction = (function, args)

    def __reduce__(self):
        return self.reduction


calls = {
    "system": Call(os.system, "touch executed-by-pickle"),
    "eval": Call(eval, "open('executed-by-pickle', 'w')"),
    "getattr": Call(getattr, Call(__import__, "os"), "system"),
}
for name, call in calls.items():
    torch.save({"weight": pair, "other": call}, OUT / f"evil-{name}.pth")
torch.save({"weight": pair, "other": calls["system"]}, OUT / "evil-legacy.pth", _use_new_zipfile_serialization=False)
(OUT / "evil-bare.pth").write_bytes(pickle.dumps(calls["system"]))

# NumPy
arrays = {
    "f4": RAMP,
    "f2": RAMP.astype("<f2"),
    "f8": RAMP.astype("<f8"),
    "big": RAMP.astype(">f4"),
    "fortran": np.asfortranarray(RAMP),
    "fortran_half": np.asfortranarray(RAMP.astype("<f2")),
    "i8": np.array([-3, 2**24], "<i8"),
    "u1": np.array([3, 200], "|u1"),
    "b1": np.array([True, False]),
    "scalar": np.array(2.5, "<f4"),
    "empty": np.zeros((0, 3), "<f4"),
    "folder/name": PAIR,
}
np.savez(OUT / "arrays.npz", **arrays)
np.savez_compressed(OUT / "compressed.npz", **arrays)
np.save(OUT / "ramp.npy", RAMP)
with open(OUT / "version2.npy", "wb") as stream:
    np.lib.format.write_array(stream, RAMP, version=(2, 0))
np.savez(OUT / "objects.npz", pickled=np.array([{"a": 1}], object))
np.savez(OUT / "records.npz", record=np.zeros(2, [("a", "<f4"), ("b", "<i4")]))

# ONNX
halves = RAMP.astype(np.float16)
bfloats = (RAMP.view(np.uint32) >> 16).astype(np.uint16)
flat = RAMP.ravel()


def typed(name, data_type, field, values, dims=RAMP.shape):
    tensor = TensorProto(name=name, data_type=data_type, dims=dims)
    getattr(tensor, field).extend(values)
    return tensor


def raw(name, data_type, content, dims=RAMP.shape):
    return TensorProto(name=name, data_type=data_type, dims=dims, raw_data=content)


initializers = [
    numpy_helper.from_array(RAMP, "raw_f32"),
    typed("typed_f32", TensorProto.FLOAT, "float_data", flat.tolist()),
    raw("raw_f16", TensorProto.FLOAT16, halves.tobytes()),
    typed("typed_f16", TensorProto.FLOAT16, "int32_data", halves.view(np.uint16).ravel().tolist()),
    raw("raw_bf16", TensorProto.BFLOAT16, bfloats.tobytes()),
    typed("typed_bf16", TensorProto.BFLOAT16, "int32_data", bfloats.ravel().tolist()),
    raw("raw_f64", TensorProto.DOUBLE, RAMP.astype(np.float64).tobytes()),
    typed("typed_f64", TensorProto.DOUBLE, "double_data", flat.tolist()),
    typed("typed_i64", TensorProto.INT64, "int64_data", [-3, 2**24], [2]),
    typed("typed_u64", TensorProto.UINT64, "uint64_data", [3, 2**24], [2]),
    typed("typed_i8", TensorProto.INT8, "int32_data", [-3, 100], [2]),
    typed("typed_bool", TensorProto.BOOL, "int32_data", [1, 0], [2]),
    numpy_helper.from_array(np.array(7, np.int64), "scalar"),
]
nodes = [
    helper.make_node("Conv", ["x", "raw_f32"], ["c"], name="conv", kernel_shape=[2, 2], group=1, auto_pad="VALID"),
    helper.make_node("LRN", ["c"], ["n"], size=5, alpha=0.5, beta=0.75, bias=2.0),
    helper.make_node("Constant", [], ["k"], value=numpy_helper.from_array(PAIR, "")),
    helper.make_node("Concat", ["n", "n"], ["y"], axis=0),
    helper.make_node("Gelu", ["y"], ["z"], domain="com.microsoft", names=["a", "b"], factors=[0.5, 1.5]),
]
graph = helper.make_graph(
    nodes,
    "small",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, None, 8])],
    [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)],
    initializers,
)
small = helper.make_model(
    graph,
    producer_name="make_weight_files",
    producer_version="1",
    opset_imports=[helper.make_opsetid("com.microsoft", 1), helper.make_opsetid("", 13)],
)
helper.set_model_props(small, {"labels": "dog,cat"})
onnx.save(small, OUT / "small.onnx")
external = helper.make_model(helper.make_graph([], "external", [], [], [numpy_helper.from_array(RAMP, "w")]))
onnx.save(external, OUT / "external.onnx", save_as_external_data=True, location="external.bin", size_threshold=0)
(OUT / "external.bin").unlink()
texts = helper.make_graph([], "texts", [], [], [helper.make_tensor("t", TensorProto.STRING, [1], [b"a"])])
onnx.save(helper.make_model(texts), OUT / "texts.onnx")
