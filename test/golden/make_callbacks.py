"""Writes test/golden/data/callbacks.json: what the callbacks of Keras and PyTorch decide on random metrics.

    pip install keras==3.15.1 torch==2.15.0
    KERAS_BACKEND=torch python test/golden/make_callbacks.py

Each family has 2,000 cases. A case is drawn from its number by the generator below, which callbacks.test.ts repeats in
the same order. The decisions of a case are hashed to 16 bits, so that the file stays small. Rates are powers of two
and metrics multiples of 1/64 or not finite: exact in float32, in which Keras computes.
"""

import json
import math
import os
import pathlib
import warnings

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import torch  # noqa: E402

CASES = 2000
MASK = 0xFFFFFFFF


class Draws:
    """The generator mulberry32, from which all of a case is drawn."""

    def __init__(self, seed):
        self.state = seed & MASK

    def below(self, bound):
        self.state = (self.state + 0x6D2B79F5) & MASK
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & MASK)) & MASK
        return ((t ^ (t >> 14)) & MASK) % bound

    def of(self, values):
        return values[self.below(len(values))]


def draw_metrics(draws):
    """Metrics that fall, rise and stay the same in random order, with NaN and infinities between them."""
    value = draws.below(64) - 16
    metrics = []
    for _ in range(12 + draws.below(28)):
        value += draws.of([-3, -1, 0, 0, 0, 1, 2])
        kind = draws.below(32)
        metrics.append({0: math.nan, 1: math.nan, 2: math.inf, 3: -math.inf}.get(kind, value / 64))
    return metrics


def draw_hand(draws, count):
    """The learning rate that is set by hand before an epoch, or None."""
    return [2.0 ** -draws.below(8) if draws.below(8) == 0 else None for _ in range(count)]


def draw_plateau(draws):
    case = {
        "mode": draws.of(["min", "max"]),
        "factor": draws.of([0.5, 0.25]),
        "patience": draws.below(5),
        "minDelta": draws.of([0, 1e-4, 1 / 64, 0.25]),
        "minDeltaMode": draws.of(["abs", "rel"]),
        "cooldown": draws.below(4),
        "minLr": draws.of([0, 2.0**-4, 2.0**-8]),
        "minReduction": draws.of([0, 1e-8, 2.0**-5]),
        "rate": 2.0 ** -draws.below(4),
        "metrics": draw_metrics(draws),
    }
    case["hand"] = draw_hand(draws, len(case["metrics"]))
    case["cut"] = draws.below(len(case["metrics"]) + 1)
    return case


def draw_checkpoint(draws):
    return {
        "mode": draws.of(["min", "max"]),
        "initialBest": draws.of([None, None, 0.0, 0.5]),
        "metrics": draw_metrics(draws),
    }


def draw_stopping(draws):
    return {
        "mode": draws.of(["min", "max"]),
        "patience": draws.below(6),
        "minDelta": draws.of([0, 1e-4, 1 / 64, 0.25]),
        "baseline": draws.of([None, None, 0.0, 0.5]),
        "startFromEpoch": draws.of([0, 0, 0, 1, 3]),
        "metrics": draw_metrics(draws),
    }


def hash16(numbers):
    value = 0x811C9DC5
    for number in numbers:
        value = ((value ^ (number & MASK)) * 0x01000193) & MASK
    return f"{(value ^ (value >> 16)) & 0xFFFF:04x}"


class Model:
    """The attributes of a model that the callbacks of Keras use."""

    def __init__(self, optimizer=None):
        self.optimizer = optimizer
        self.stop_training = False
        self.epoch = -1
        self.restored = -1
        self.saved = []

    def get_weights(self):
        return [self.epoch]

    def set_weights(self, weights):
        self.restored = weights[0]

    def save(self, *_args, **_options):
        self.saved.append(self.epoch)


def exponent(rate):
    return int(-math.log2(rate))


def keras_plateau(case):
    optimizer = keras.optimizers.SGD(case["rate"])
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor="m",
        mode=case["mode"],
        factor=case["factor"],
        patience=case["patience"],
        min_delta=case["minDelta"],
        cooldown=case["cooldown"],
        min_lr=case["minLr"],
    )
    callback.set_model(Model(optimizer))
    callback.on_train_begin()
    rates = []
    for epoch, (metric, hand) in enumerate(zip(case["metrics"], case["hand"])):
        if hand is not None:
            optimizer.learning_rate = hand
        callback.on_epoch_end(epoch, {"m": metric})
        rates.append(exponent(float(optimizer.learning_rate)))
    return rates


def torch_plateau(case):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=case["rate"])

    def make():
        return torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer,
            mode=case["mode"],
            factor=case["factor"],
            patience=case["patience"],
            threshold=case["minDelta"],
            threshold_mode=case["minDeltaMode"],
            cooldown=case["cooldown"],
            min_lr=case["minLr"],
            eps=case["minReduction"],
        )

    scheduler = make()
    rates = []
    for epoch, (metric, hand) in enumerate(zip(case["metrics"], case["hand"])):
        if epoch == case["cut"]:
            state = scheduler.state_dict()
            scheduler = make()
            scheduler.load_state_dict(state)
        if hand is not None:
            optimizer.param_groups[0]["lr"] = hand
        scheduler.step(metric)
        rates.append(exponent(optimizer.param_groups[0]["lr"]))
    return rates


def keras_checkpoint(case):
    callback = keras.callbacks.ModelCheckpoint(
        "model.keras",
        monitor="m",
        mode=case["mode"],
        save_best_only=True,
        initial_value_threshold=case["initialBest"],
    )
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, metric in enumerate(case["metrics"]):
        model.epoch = epoch
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {"m": metric})
    return model.saved


def keras_stopping(case):
    callback = keras.callbacks.EarlyStopping(
        monitor="m",
        mode=case["mode"],
        patience=case["patience"],
        min_delta=case["minDelta"],
        baseline=case["baseline"],
        start_from_epoch=case["startFromEpoch"],
        restore_best_weights=True,
    )
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    stopped = -1
    for epoch, metric in enumerate(case["metrics"]):
        model.epoch = epoch
        callback.on_epoch_end(epoch, {"m": metric})
        if model.stop_training:
            stopped = epoch
            break
    callback.on_train_end()
    return [stopped, model.restored]


FAMILIES = [
    ("kerasReduceLROnPlateau", draw_plateau, keras_plateau),
    ("torchReduceLROnPlateau", draw_plateau, torch_plateau),
    ("kerasModelCheckpoint", draw_checkpoint, keras_checkpoint),
    ("kerasEarlyStopping", draw_stopping, keras_stopping),
]


def main():
    warnings.simplefilter("ignore")
    golden = {"keras": keras.__version__, "torch": torch.__version__.split("+")[0], "cases": CASES}
    for number, (name, draw, decide) in enumerate(FAMILIES):
        # The decisions of the first case are written out: they show whether the draws differ or the rules.
        first = decide(draw(Draws(number << 16)))
        hashes = [hash16(decide(draw(Draws((number << 16) + i)))) for i in range(CASES)]
        golden[name] = {"first": first, "hashes": "".join(hashes)}
        print(name, first)
    path = pathlib.Path(__file__).parent / "data" / "callbacks.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
