"""A training step of the two-tower AlexNet in PyTorch: milliseconds of each, and of all processor time, as one line of JSON.

    python3 bench/native/step.py [--batch 32] [--threads 2] [--steps 8]
"""

import argparse
import json
import time

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--steps", type=int, default=8)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(1)

norm = lambda: nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)
pool = lambda: nn.MaxPool2d(3, 2)
net = nn.Sequential(
    *(nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), norm(), pool()),
    *(nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), norm(), pool()),
    *(nn.Conv2d(256, 384, 3, padding=1), nn.ReLU()),
    *(nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU()),
    *(nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), pool()),
    *(nn.Flatten(), nn.Dropout(), nn.Linear(9216, 4096), nn.ReLU()),
    *(nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)),
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
x = torch.randn(args.batch, 3, 227, 227)
y = torch.arange(args.batch) * 7 % 1000

times = []
for _ in range(args.steps + 2):
    start = time.perf_counter()
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    loss.item()
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"ms": times[2:], "cpuMs": 1000 * time.process_time()}))
