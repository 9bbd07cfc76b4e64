"""Writes test/golden/data/tensorboard-events.json with TensorBoard's own protocol buffers and record writer.

    pip install tensorboard==2.21.0 "setuptools<81"
    python test/golden/make_tensorboard_events.py                 # writes the golden file
    python test/golden/make_tensorboard_events.py read DIRECTORY  # prints what TensorBoard reads in an event file there
"""

import base64
import io
import json
import math
import pathlib
import struct
import sys
import zlib

import google.protobuf
import tensorboard
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter

WALL_TIME = 1700000000.5
VALUES = [-1.0, 0.0, 0.5, 2.0, 2.0]
BUCKETS = 30


def png_of_two_pixels():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes([0, 255, 0, 0, 0, 0, 255]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def histogram():
    low, high = min(VALUES), max(VALUES)
    width = (high - low) / BUCKETS
    counts = [0.0] * BUCKETS
    for value in VALUES:
        counts[min(BUCKETS - 1, math.floor((value - low) / width))] += 1
    limits = [low + width * (i + 1) for i in range(BUCKETS - 1)] + [high]
    return HistogramProto(
        min=low,
        max=high,
        num=len(VALUES),
        sum=sum(VALUES),
        sum_squares=sum(value * value for value in VALUES),
        bucket_limit=limits,
        bucket=counts,
    )


def record(event):
    out = io.BytesIO()
    RecordWriter(out).write(event.SerializeToString())
    return base64.b64encode(out.getvalue()).decode()


def make():
    png = png_of_two_pixels()
    image = Summary.Image(height=1, width=2, colorspace=3, encoded_image_string=png)
    summaries = {
        "scalars": (7, [Summary.Value(tag="loss", simple_value=0.5), Summary.Value(tag="accuracy", simple_value=0.0)]),
        "image": (8, [Summary.Value(tag="conv1", image=image)]),
        "histogram": (300, [Summary.Value(tag="conv1/kernel", histo=histogram())]),
    }
    records = {"fileVersion": record(Event(wall_time=WALL_TIME, file_version="brain.Event:2"))}
    for name, (step, values) in summaries.items():
        records[name] = record(Event(wall_time=WALL_TIME, step=step, summary=Summary(value=values)))
    golden = {
        "madeBy": "test/golden/make_tensorboard_events.py",
        "versions": {"tensorboard": tensorboard.__version__, "protobuf": google.protobuf.__version__},
        "wallTime": WALL_TIME,
        "values": VALUES,
        "png": base64.b64encode(png).decode(),
        "records": records,
    }
    path = pathlib.Path(__file__).parent / "data" / "tensorboard-events.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(golden, indent=2) + "\n")


def read(directory):
    events = event_accumulator.EventAccumulator(directory, {"scalars": 0, "images": 0, "histograms": 0})
    events.Reload()
    tags = events.Tags()
    print(json.dumps({
        "scalars": {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in tags["scalars"]},
        "images": {tag: [(e.step, e.width, e.height) for e in events.Images(tag)] for tag in tags["images"]},
        "histograms": {tag: [(e.step, vars(e.histogram_value)) for e in events.Histograms(tag)] for tag in tags["histograms"]},
    }))


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        read(sys.argv[2])
    else:
        make()
