#!/usr/bin/env python3
"""Trains the network of this folder with PyTorch on any number of processes; `alexnet train --from` takes the result back.

    torchrun --standalone --nproc-per-node=gpu --max-restarts=3 train_ddp.py

A step is planned for all processes together: rank r takes every world-th photo of the joint batch, from the r-th on. So
batches do not depend on the number of processes, progress counts joint steps, and a checkpoint continues on any number.
"""
import argparse
import contextlib
import datetime
import hashlib
import json
import math
import os
import pathlib
import shutil
import signal
import time

import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from job_network import Network, to_torch
from job_photos import Photos, Plan, RandomStream, rounded
from job_processes import joined_store

JOB = pathlib.Path(__file__).resolve().parent
COLUMNS = ('step', 'epoch', 'learningRate', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy')


def read_json(path):
    return json.loads(path.read_text())


# --- Optimizer and schedules ----------------------------------------------------------------------------------------------

class PaperMomentum:
    """v <- momentum · v - decay · rate · w - rate · g;  w <- w + v, with factors of rate and decay for each weight."""

    def __init__(self, weights, run, velocity):
        self.weights = [(name, weight) for name, weight in weights if weight.requires_grad]
        self.momentum, self.decay, self.factors = run['momentum'], run['weightDecay'], run['multipliers']
        self.velocity = {}
        for name, weight in self.weights:
            before = velocity.get(name)
            start = torch.zeros_like(weight) if before is None else to_torch(before).contiguous().to(weight.device)
            self.velocity[name] = start

    @torch.no_grad()
    def step(self, rate):
        for name, weight in self.weights:
            factor = self.factors.get(name, {})
            own = rate * factor.get('learningRate', 1)
            velocity = self.velocity[name].mul_(self.momentum)
            velocity.add_(weight, alpha=-own * self.decay * factor.get('weightDecay', 1)).add_(weight.grad, alpha=-own)
            weight.add_(velocity)
            weight.grad = None


class Schedule:
    """The learning rate of each joint step; the plateau schedule also has a state, which checkpoints hold."""

    def __init__(self, run, state):
        self.run, self.config, self.state = run, run['schedule'], state

    def at(self, step):
        rate, config, run = self.run['learningRate'], self.config, self.run
        end = config.get('end', 0)
        done = min(1, step / config.get('totalSteps', run['scheduleSteps']))
        if config['kind'] == 'plateau':
            rate = self.state['learningRate']
        elif config['kind'] == 'step':
            every = config.get('everySteps') or max(1, rounded(config['everyEpochs'] * run['stepsPerEpoch']))
            rate *= config.get('factor', 0.1) ** (step // every)
        elif config['kind'] == 'polynomial':
            rate = end + (rate - end) * (1 - done) ** config.get('power', 1)
        elif config['kind'] == 'cosine':
            rate = end + (rate - end) * (1 + math.cos(math.pi * done)) / 2
        warmup = run['warmupSteps']
        return rate * (step + 1) / warmup if step < warmup else rate

    def observe(self, evaluation):
        state = self.state
        if state is None:
            return
        is_loss = self.config.get('monitor', 'validationLoss') == 'validationLoss'
        metric, sign = evaluation['loss' if is_loss else 'accuracy'], 1 if is_loss else -1
        best, delta = state['best'], state['minDelta']
        margin = delta if state['minDeltaMode'] == 'abs' or best is None else abs(best) * delta
        if best is None or sign * metric < sign * best - margin:
            state.update(best=metric, badObservations=0)
        else:
            state['badObservations'] += 1
        if state['cooldownLeft'] > 0:
            state.update(cooldownLeft=state['cooldownLeft'] - 1, badObservations=0)
        if state['badObservations'] > state['patience']:
            rate = max(state['minLr'], state['learningRate'] * state['factor'])
            if state['learningRate'] - rate > state['minReduction']:
                state.update(learningRate=rate, reductions=state['reductions'] + 1)
            state.update(badObservations=0, cooldownLeft=state['cooldown'])


# --- Checkpoints: a folder with weights, velocity and state, which gets its name when it is complete -------------------------

def synced(path):
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load_checkpoint(folder):
    state = read_json(folder / 'state.json')
    parts = {}
    for name in ('weights', 'velocity'):
        path = folder / f'{name}.safetensors'
        if digest(path) != state['sha256'][name]:
            raise ValueError(f'{path} is damaged')
        parts[name] = load_file(path)
    return state, parts['weights'], parts['velocity']


def checkpoints():
    """Complete checkpoints, the newest first."""
    return sorted((JOB / 'checkpoints').glob('step-????????*'), reverse=True)


def load_last():
    for folder in [*checkpoints(), JOB / 'start']:
        try:
            return load_checkpoint(folder)
        except (OSError, ValueError, KeyError) as error:
            print(f'{folder} is left out: {error}', flush=True)
    raise SystemExit('There is neither a whole checkpoint nor a whole start.')


def save_checkpoint(state, network, optimizer, keep):
    folder = JOB / 'checkpoints' / f'step-{state["step"]:08d}'
    temporary = folder.with_name(f'.{folder.name}.{os.getpid()}')
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    parts = {'weights': dict(network.named_weights()), 'velocity': optimizer.velocity}
    for name, tensors in parts.items():
        arrays = {key: to_library(tensor.detach()).cpu().contiguous() for key, tensor in tensors.items()}
        if not all(torch.isfinite(array).all() for array in arrays.values()):
            raise SystemExit(f'step {state["step"]}: the {name} are not finite: the training has diverged.')
        save_file(arrays, temporary / f'{name}.safetensors')
        synced(temporary / f'{name}.safetensors')
    state = {**state, 'sha256': {name: digest(temporary / f'{name}.safetensors') for name in parts}}
    (temporary / 'state.json').write_text(json.dumps(state))
    synced(temporary / 'state.json')
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(temporary, folder)
    synced(folder.parent)
    last, *others = checkpoints()
    known = {other: read_json(other / 'state.json')['metrics'] for other in others}
    order = sorted(others, key=lambda other: (-known[other].get('validationAccuracy', -1),
                                              known[other].get('validationLoss', math.inf), other.name))
    for other in order[keep:]:
        shutil.rmtree(other, ignore_errors=True)


def to_library(tensor):
    return tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor.T if tensor.ndim == 2 else tensor


class Records:
    """history.csv and the TensorBoard log; only rank 0 writes."""

    def __init__(self, steps):
        path = JOB / 'history.csv'
        lines = path.read_text().split('\n')[1:-1] if path.exists() else []
        kept = [line for line in lines if int(line.split(',')[0]) <= steps]
        temporary = path.with_name('.history.csv')
        temporary.write_text('\n'.join([','.join(COLUMNS), *kept]) + '\n')
        os.replace(temporary, path)
        self.file = open(path, 'a')
        try:
            from torch.utils.tensorboard import SummaryWriter
            self.log = SummaryWriter(JOB / 'logs', purge_step=steps + 1)
        except ImportError:
            print('No TensorBoard log: pip install tensorboard', flush=True)
            self.log = None

    def add(self, row):
        self.file.write(','.join('' if row.get(name) is None else repr(row[name]) for name in COLUMNS) + '\n')
        names = {'loss': 'train/loss', 'accuracy': 'train/accuracy', 'learningRate': 'learningRate',
                 'validationLoss': 'validation/loss', 'validationAccuracy': 'validation/accuracy'}
        for name, tag in names.items():
            if self.log is not None and row.get(name) is not None:
                self.log.add_scalar(tag, row[name], row['step'])

    def flush(self):
        self.file.flush()
        os.fsync(self.file.fileno())
        if self.log is not None:
            self.log.flush()


# --- Training ----------------------------------------------------------------------------------------------------------------

class Training:
    def __init__(self, options):
        self.options, self.run, job = options, read_json(JOB / 'recipe.json'), read_json(JOB / 'job.json')
        self.rank, self.world = dist.get_rank(), dist.get_world_size()
        self.is_first = self.rank == 0
        self.device = torch.device('cuda', int(os.environ.get('LOCAL_RANK', 0))) if options.cuda else torch.device('cpu')
        index, preprocessing = read_json(JOB / 'plan.json'), read_json(JOB / 'preprocessing.json')
        self.training, self.validation = (
            Photos(index[name], getattr(options, option) or index[name]['place'], preprocessing, self.run)
            for name, option in (('training', 'data'), ('validation', 'validation')))
        self.plan = Plan(len(self.training), self.run['batchSize'], self.run['seed'])
        if self.plan.batch(0)[1][:8] != job['firstPhotos']:
            raise SystemExit('The photos come in another order than in tfjs-alexnet: a file of the job was changed.')
        # Rank 0 alone reads the checkpoint, so that all ranks continue from the same one.
        shared = [load_last() if self.is_first else None]
        dist.broadcast_object_list(shared, 0)
        self.state, weights, velocity = shared[0]
        self.network = Network(read_json(JOB / 'network.json'), weights, job['dropout']).to(self.device)
        ids = [self.device.index] if options.cuda else None
        self.parallel = torch.nn.parallel.DistributedDataParallel(self.network, device_ids=ids, broadcast_buffers=False)
        self.optimizer = PaperMomentum(self.network.named_weights(), self.run, velocity)
        self.schedule = Schedule(self.run, self.state['schedule'])
        self.best, self.held = self.state.get('best'), self.state.get('heldRow')
        steps = self.state['step']
        self.records = Records(steps - 1 if self.held else steps) if self.is_first else None
        self.stop, self.begun = False, time.monotonic()
        signal.signal(signal.SIGTERM, self.ask_to_stop)

    def ask_to_stop(self, *_):
        self.stop = True

    def joint(self, *values):
        sums = torch.tensor(values, dtype=torch.float64, device=self.device)
        dist.all_reduce(sums)
        return sums.tolist()

    def say(self, text):
        if self.is_first:
            print(text, flush=True)

    def loader(self, photos, batches):
        return torch.utils.data.DataLoader(photos, batch_sampler=batches, num_workers=self.options.workers,
                                           pin_memory=self.options.cuda)

    def autocast(self):
        is_mixed = self.options.precision == 'bfloat16'
        return torch.autocast(self.device.type, torch.bfloat16) if is_mixed else contextlib.nullcontext()

    def compute(self, step, batch):
        """One joint step; returns its row of the history."""
        images, labels, counted, weights = (part.to(self.device, non_blocking=True) for part in batch)
        epoch, photos = self.plan.batch(step)
        torch.manual_seed(RandomStream(self.run['seed'], 'dropout', step, self.rank).uint32())
        self.parallel.train()
        with self.autocast():
            logits = self.parallel(images, counted)
        losses = F.cross_entropy(logits.float(), labels, reduction='none') * counted
        # DDP divides the sum of the gradients by the number of ranks; the loss is the mean of the joint batch.
        ((losses * weights).sum() * (self.world / len(photos))).backward()
        rate = self.schedule.at(step)
        self.optimizer.step(rate)
        hits = ((logits.argmax(1) == labels) * counted).sum()
        loss, correct, stop = self.joint(losses.sum().item(), hits.item(), float(self.stop))
        if not math.isfinite(loss):
            raise SystemExit(f'step {step + 1}: the loss is {loss}: the training has diverged.')
        self.stop = stop > 0
        return {'step': step + 1, 'epoch': epoch, 'learningRate': rate, 'loss': loss / len(photos),
                'accuracy': correct / len(photos)}

    @torch.no_grad()
    def evaluate(self, step):
        """Accuracy and loss on all validation photos, each on one rank."""
        self.network.eval()
        own = range(self.rank, len(self.validation), self.world)
        size = self.run['evaluationBatchSize']
        batches = [[(None, photo, 1.0) for photo in own[i:i + size]] for i in range(0, len(own), size)]
        loss = correct = 0.0
        for images, labels, *_ in self.loader(self.validation, batches):
            labels = labels.to(self.device)
            with self.autocast():
                logits = self.network(images.to(self.device)).float()
            loss += F.cross_entropy(logits, labels, reduction='sum').item()
            correct += (logits.argmax(1) == labels).sum().item()
        loss, correct = (total / len(self.validation) for total in self.joint(loss, correct))
        point = {'step': step, 'accuracy': correct, 'loss': loss}
        is_best = self.best is None or (correct, -loss) > (self.best['accuracy'], -self.best['loss'])
        self.best = point if is_best else self.best
        self.say(f'step {step}: validation accuracy {correct:.4f} (loss {loss:.4f}){", new best" if is_best else ""}')
        return point, is_best

    def commit(self, step, evaluation=None, **more):
        if self.is_first:
            self.records.flush()
            metrics = {'validationAccuracy': evaluation['accuracy'], 'validationLoss': evaluation['loss']} if evaluation else {}
            seconds = self.state.get('seconds', 0) + time.monotonic() - self.begun
            best = {'best': self.best} if self.best else {}
            state = {'step': step, 'metrics': metrics, 'schedule': self.schedule.state, 'seconds': seconds, **best, **more}
            save_checkpoint(state, self.network, self.optimizer, self.run['keep'])

    def add(self, row, evaluation=None):
        if self.is_first:
            extra = {'validationLoss': evaluation['loss'], 'validationAccuracy': evaluation['accuracy']} if evaluation else {}
            self.records.add({**row, **extra})

    def is_exhausted(self, step):
        patience, every = self.run.get('patience'), self.run['evaluateEvery']
        return patience is not None and self.best is not None and step // every - self.best['step'] // every >= patience

    def settle(self, row):
        """Evaluates, records and saves what is due after a step. True where the run is told to stop."""
        run, step = self.run, row['step']
        is_scheduled, is_end = step % run['evaluateEvery'] == 0, step == run['totalSteps']
        evaluation, is_best = self.evaluate(step) if is_scheduled or is_end else (None, False)
        if is_end and not is_scheduled:
            # A longer run would not evaluate here: this evaluation stays out of the schedule.
            self.commit(step, evaluation, heldRow=row, finalEvaluation=evaluation)
            self.add(row, evaluation)
            return False
        if evaluation:
            self.schedule.observe(evaluation)
        self.add(row, evaluation)
        stops = self.stop and not is_end
        if is_best or stops or is_end or self.is_exhausted(step) or step % run['checkpointEvery'] == 0:
            self.commit(step, evaluation)
        return stops

    def settle_held(self):
        """Settles the row that the checkpoint has beside the history, where this run would have evaluated after it."""
        row, run = self.held, self.run
        final = self.state.get('finalEvaluation')
        if row['step'] % run['evaluateEvery'] == 0 or (row['step'] == run['totalSteps'] and final is None):
            self.settle(row)
        else:
            self.add(row, final if row['step'] == run['totalSteps'] else None)

    def train(self):
        step, total = self.state['step'], self.run['totalSteps']
        self.say(f'{self.world} processes, {len(self.training)} training photos, step {step} of {total}')
        if self.held:
            self.settle_held()
        elif step == 0 and self.run['evaluateStart']:
            self.commit(0, self.evaluate(0)[0])
        parts = (self.plan.part(i, self.rank, self.world) for i in range(step, total))
        batches = iter(self.loader(self.training, parts)) if step < total else iter(())
        said, since = time.monotonic(), step
        while step < total and not self.is_exhausted(step):
            row = self.compute(step, next(batches))
            step += 1
            if time.monotonic() - said > 10:
                speed = (step - since) * self.run['batchSize'] / (time.monotonic() - said)
                self.say(f'step {step} of {total}: loss {row["loss"]:.4f}, {speed:.0f} photos/s')
                said, since = time.monotonic(), step
            if self.settle(row):
                self.say(f'stopped at step {step}; the checkpoint is written')
                break
        if self.is_first:
            self.records.flush()
        dist.barrier()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    environment = os.environ.get
    parser.add_argument('--data', default=environment('ALEXNET_DATA'), help='folder or address of the shards')
    parser.add_argument('--validation', default=environment('ALEXNET_VALIDATION', environment('ALEXNET_DATA')),
                        help='those of the validation set (default: --data, or the place of job.json)')
    parser.add_argument('--backend', choices=('nccl', 'gloo'), help='default: nccl with a GPU, else gloo')
    parser.add_argument('--precision', choices=('float32', 'tf32', 'bfloat16'), default='float32')
    parser.add_argument('--workers', type=int, default=4, help='processes that decode photos, for each rank')
    parser.add_argument('--timeout', type=float, default=10, help='minutes after which a silent rank counts as lost')
    options = parser.parse_args()
    options.validation = options.validation or options.data
    options.cuda = torch.cuda.is_available() and options.backend != 'gloo'
    is_exact = options.precision == 'float32'
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = not is_exact
    if options.cuda:
        torch.cuda.set_device(int(os.environ.get('LOCAL_RANK', 0)))
    timeout = datetime.timedelta(minutes=options.timeout)
    store, rank, world = joined_store(timeout)
    dist.init_process_group(options.backend or ('nccl' if options.cuda else 'gloo'), store=store, rank=rank,
                            world_size=world, timeout=timeout)
    try:
        Training(options).train()
    finally:
        dist.destroy_process_group()


if __name__ == '__main__':
    main()
