"""The same network in PyTorch, on the CPU; responds to the requests of bench/subject.ts."""

import json
import sys
import time

import torch
from torch import nn


def alexnet(width):
    side = (((width - 11) // 4 + 1 - 3) // 2 + 1 - 3) // 2 + 1
    side = (side - 3) // 2 + 1
    # PyTorch divides alpha by the window.
    norm = lambda: nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)
    pool = lambda: nn.MaxPool2d(3, 2)
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), norm(), pool(),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), norm(), pool(),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), pool(),
        nn.Flatten(),
        nn.Linear(256 * side * side, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 1000),
    )


def prepare(request):
    torch.set_num_threads(request["threads"])
    torch.manual_seed(1)
    net = alexnet(request["size"])
    images = 50 * torch.randn(request["batch"], 3, request["size"], request["size"])
    labels = 37 * torch.arange(request["batch"]) % 1000
    if request["work"] == "forward":
        net.eval()

        def forward():
            with torch.inference_mode():
                torch.softmax(net(images), 1).sum().item()

        return forward
    loss_of = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9, weight_decay=5e-4)

    def train():
        optimizer.zero_grad()
        loss = loss_of(net(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    return train


def main():
    key, run = None, None
    for line in sys.stdin:
        request = json.loads(line)
        minimum, warm_ups = request.pop("minimumMs"), request.pop("warmUps")
        try:
            if key != request:
                run = prepare(request)
                key = request
            for _ in range(warm_ups):
                run()
            cpu, begin, times = time.process_time(), time.perf_counter(), []
            while not times or (time.perf_counter() - begin) * 1000 < minimum:
                start = time.perf_counter()
                run()
                times.append((time.perf_counter() - start) * 1000)
            reply = {"ms": times, "cpuMs": (time.process_time() - cpu) * 1000}
        except Exception as error:  # said to the other end, which ends the comparison with this one
            reply = {"error": str(error)}
        print("@" + json.dumps(reply), flush=True)


main()
