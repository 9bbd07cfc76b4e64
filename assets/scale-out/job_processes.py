"""How the processes of a training job find each other, also after some of them died."""
import json
import os
import time

import torch.distributed as dist
from torch.distributed.rendezvous import rendezvous


def joined_store(timeout):
    """The store of torchrun under a name that only the processes of this start know; the rank, and the number of ranks.

    torchrun's store keeps the addresses of workers that died, and a new worker that reads one connects to nobody. So
    rank 0 draws a name, and the others take it over once rank 0 has seen the number that each of them has drawn.
    """
    store, rank, world = next(rendezvous('env://', timeout=timeout))
    own = os.urandom(8).hex()
    store.set(f'hello/{rank}', own)
    store.set(f'ready/{own}/0', '')
    end = time.monotonic() + timeout.total_seconds()
    while time.monotonic() < end:
        if rank == 0:
            hellos = [store.get(f'hello/{other}').decode() for other in range(world)]
            store.set('welcome', json.dumps([own, hellos]))
            if store.check([f'ready/{own}/{other}' for other in range(world)]):
                return dist.PrefixStore(own, store), rank, world
        else:
            name, hellos = json.loads(store.get('welcome'))
            if own in hellos:
                store.set(f'ready/{name}/{rank}', '')
                return dist.PrefixStore(name, store), rank, world
        time.sleep(0.05)
    raise TimeoutError(f'rank {rank}: the {world} processes did not meet within {timeout}')
