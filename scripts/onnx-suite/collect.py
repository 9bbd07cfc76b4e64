"""Collects ONNX's own tests that a network of images can pass, from pip's `onnx` package.

    python collect.py OUT [--no-light | --only-light]

Writes OUT/cases.json and, for each case, NAME.onnx, NAME.x (float32, as the graph takes it) and NAME.y. A case is taken
where its first input is an image (four axes) or rows of numbers (two), of floats, and its first output is of floats. Every
other input becomes a constant of the file, with the values of the test. The light models get random weights, and their
output is that of onnxruntime.
"""

import glob
import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

OUT = sys.argv[1]
DATA = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data")
FOLDERS = ["pytorch-operator", "pytorch-converted", "simple"]
# Of each group of tests only those of up to this many values: larger ones take minutes.
MAX_VALUES = 4_000_000
cases = []


def node_tests():
    from onnx.backend.test.case.node import collect_testcases

    for case in collect_testcases(None):
        if case.model is not None and case.data_sets:
            inputs, outputs = case.data_sets[0]
            yield "node", case.name, case.model, list(inputs), list(outputs)


def folder_tests():
    for folder in FOLDERS:
        for path in sorted(glob.glob(os.path.join(DATA, folder, "*", "model.onnx"))):
            where = os.path.dirname(path)
            sets = sorted(glob.glob(os.path.join(where, "test_data_set_*")))
            if sets:
                inputs, outputs = [
                    [read_tensor(name) for name in numbered(sets[0], prefix)] for prefix in ("input_", "output_")
                ]
                yield folder, os.path.basename(where), onnx.load(path), inputs, outputs


def numbered(folder, prefix):
    names = glob.glob(os.path.join(folder, prefix + "*.pb"))
    return sorted(names, key=lambda name: int(os.path.basename(name)[len(prefix) : -3]))


def read_tensor(path):
    tensor = onnx.TensorProto()
    with open(path, "rb") as file:
        tensor.ParseFromString(file.read())
    return numpy_helper.to_array(tensor)


def is_image(value):
    return isinstance(value, np.ndarray) and value.dtype in (np.float32, np.float64, np.float16) and value.ndim in (2, 4)


def take(group, name, model, inputs, outputs):
    """Makes constants of all inputs but the first image or rows; None where there is no such input."""
    graph = model.graph
    constants = {tensor.name for tensor in graph.initializer}
    names = [value.name for value in graph.input if value.name not in constants]
    if not inputs or len(names) != len(inputs) or not outputs or not is_image(inputs[0]) or 0 in inputs[0].shape:
        return None
    first = outputs[0]
    if not isinstance(first, np.ndarray) or first.dtype not in (np.float32, np.float64, np.float16):
        return None
    if inputs[0].size > MAX_VALUES or not all(isinstance(value, np.ndarray) for value in inputs):
        return None
    if any(value.dtype.kind not in "fiub" for value in inputs):
        return None
    for constant, value in zip(names[1:], inputs[1:]):
        graph.initializer.append(numpy_helper.from_array(value, constant))
    kept = [value for value in graph.input if value.name == names[0]]
    del graph.input[:]
    graph.input.extend(kept)
    if not kept[0].type.tensor_type.HasField("shape") or len(kept[0].type.tensor_type.shape.dim) != inputs[0].ndim:
        kept[0].CopyFrom(helper.make_tensor_value_info(names[0], TensorProto.FLOAT, inputs[0].shape))
    del graph.output[1:]
    return write(group, name, model, inputs[0], first)


def joins_images(model, x, y):
    """Whether the output for one image depends on the others or on its place: no network of layers computes that."""
    if y.ndim == 0 or y.shape[0] != x.shape[0]:
        return True
    if len(x) > 1:
        others = [(x[::-1], slice(None), y[::-1]), (np.concatenate([x[:1], 2 * x[1:] + 1]), slice(1), y[:1])]
    else:
        others = [(np.concatenate([x, x[:, ::-1]]), slice(1), y)]
    for other, part, expected in others:
        try:
            found = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: np.ascontiguousarray(other)})[0]
        except Exception:  # The graph is of this one batch, or the reference does not know it.
            return False
        if not np.allclose(found[part], expected, rtol=1e-2, atol=1e-4, equal_nan=True):
            return True
    return False


def write(group, name, model, x, y):
    base = os.path.join(OUT, f"{group}-{name}")
    onnx.save(model, base + ".onnx")
    x.astype(np.float32).tofile(base + ".x")
    y.astype(np.float32).tofile(base + ".y")
    operators = sorted({node.op_type for node in model.graph.node if node.op_type != "Constant"})
    cases.append(
        {
            "group": group,
            "name": name,
            "file": os.path.basename(base),
            "operators": operators,
            "joinsImages": group != "light" and bool(joins_images(model, x, y)),
            "inputShape": list(x.shape),
            "outputShape": list(y.shape),
        }
    )
    return True


def random_weight(shape, generator):
    """Of the size that keeps values near 1."""
    count = int(np.prod(shape[1:])) if len(shape) > 1 else 1
    if len(shape) == 1:
        return generator.uniform(0.5, 1.5, shape).astype(np.float32)
    return (generator.standard_normal(shape, dtype=np.float32) * np.sqrt(2 / count)).astype(np.float32)


def light_tests():
    import onnxruntime

    for path in sorted(glob.glob(os.path.join(DATA, "light", "*.onnx"))):
        name = os.path.basename(path)[:-5]
        model = onnx.load(path)
        generator = np.random.default_rng(len(name))
        graph = model.graph
        shapes = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        made, nodes = [], []
        for node in graph.node:
            if node.op_type == "ConstantOfShape" and node.input[0] in shapes:
                shape = [int(size) for size in shapes[node.input[0]]]
                made.append(numpy_helper.from_array(random_weight(shape, generator), node.output[0]))
            else:
                nodes.append(node)
        del graph.node[:]
        graph.node.extend(nodes)
        graph.initializer.extend(made)
        # Since version 4 of the format an initializer need not be an input too.
        model.ir_version = max(model.ir_version, 4)
        names = {tensor.name for tensor in graph.initializer}
        kept = [value for value in graph.input if value.name not in names]
        del graph.input[:]
        graph.input.extend(kept)
        shape = [size.dim_value or 1 for size in kept[0].type.tensor_type.shape.dim]
        x = generator.standard_normal(shape, dtype=np.float32)
        base = os.path.join(OUT, f"light-{name}.onnx")
        onnx.save(model, base)
        session = onnxruntime.InferenceSession(base, providers=["CPUExecutionProvider"])
        [y] = session.run(None, {kept[0].name: x})[:1]
        write("light", name, model, x, y)


os.makedirs(OUT, exist_ok=True)
skipped = 0
for test in [] if "--only-light" in sys.argv else [*node_tests(), *folder_tests()]:
    skipped += take(*test) is None
if "--no-light" not in sys.argv:
    light_tests()
with open(os.path.join(OUT, "cases.json"), "w") as file:
    json.dump({"onnx": onnx.__version__, "skipped": skipped, "cases": cases}, file)
print(f"{len(cases)} cases, {skipped} others")
