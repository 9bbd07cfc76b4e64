"""Writes test/golden/data/training-parts.json: label smoothing, averaged weights and schedules as PyTorch has them.

    pip install torch==2.15.0
    python test/golden/make_training_parts.py
"""

import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

LOGITS = [[2.0, -1.0, 0.5, 0.0], [0.25, 3.0, -2.0, 1.0], [-1.5, 0.75, 0.0, 4.0]]
LABELS = [0, 3, 2]


def label_smoothing():
    logits = torch.tensor(LOGITS, dtype=torch.float64)
    labels = torch.tensor(LABELS)
    losses = {
        str(epsilon): torch.nn.CrossEntropyLoss(label_smoothing=epsilon)(logits, labels).item()
        for epsilon in [0.0, 0.1, 0.3]
    }
    return {"logProbabilities": torch.log_softmax(logits, 1).flatten().tolist(), "labels": LABELS, "losses": losses}


def averaged():
    """A weight of two values that follows a path, averaged after each step."""
    path = [[1.0, -2.0], [0.5, -1.0], [0.25, 3.0], [-1.0, 2.5], [4.0, 0.125]]
    model = torch.nn.Linear(2, 1, bias=False)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.75))
    averages = []
    for values in path:
        with torch.no_grad():
            model.weight.copy_(torch.tensor([values]))
        average.update_parameters(model)
        averages.append(average.module.weight.flatten().tolist())
    return {"decay": 0.75, "path": path, "averages": averages}


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
    scheduler = make(optimizer)
    found = []
    for step in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        if step < steps - 1:
            optimizer.step()
            scheduler.step()
    return found


def one_cycle():
    cases = [
        {"totalSteps": 20},
        {"totalSteps": 17, "riseFraction": 0.4, "startFactor": 10, "endFactor": 100},
        {"totalSteps": 12, "riseFraction": 0.25, "shape": "linear"},
    ]
    for case in cases:
        case["rates"] = rates(
            lambda optimizer, case=case: lr_scheduler.OneCycleLR(
                optimizer,
                max_lr=0.1,
                total_steps=case["totalSteps"],
                pct_start=case.get("riseFraction", 0.3),
                div_factor=case.get("startFactor", 25),
                final_div_factor=case.get("endFactor", 1e4),
                anneal_strategy={"cosine": "cos", "linear": "linear"}[case.get("shape", "cosine")],
                cycle_momentum=False,
            ),
            case["totalSteps"],
        )
    return cases


def cosine_restarts():
    cases = [
        {"everySteps": 5, "steps": 17},
        {"everySteps": 4, "growth": 2, "end": 0.01, "steps": 30},
        {"everySteps": 3, "growth": 3, "steps": 30},
    ]
    for case in cases:
        case["rates"] = rates(
            lambda optimizer, case=case: lr_scheduler.CosineAnnealingWarmRestarts(
                optimizer, T_0=case["everySteps"], T_mult=case.get("growth", 1), eta_min=case.get("end", 0)
            ),
            case["steps"],
        )
    return cases


def main():
    warnings.simplefilter("ignore")
    golden = {
        "torch": torch.__version__.split("+")[0],
        "labelSmoothing": label_smoothing(),
        "averagedWeights": averaged(),
        "oneCycle": one_cycle(),
        "cosineRestarts": cosine_restarts(),
    }
    path = pathlib.Path(__file__).parent / "data" / "training-parts.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
