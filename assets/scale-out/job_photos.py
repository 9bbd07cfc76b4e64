"""The photos of a training job: their order, their augmentation and their pixels, the same as in tfjs-alexnet."""
import base64
import functools
import http.client
import io
import math
import os
import pathlib
import sys
import time
import urllib.request

import numpy as np
import torch
from PIL import Image, ImageOps

WORD = 0xFFFFFFFF


# --- Random streams, order and augmentation: the same draws as in tfjs-alexnet ---------------------------------------------

def hash_keys(keys, seed):
    h1, h2 = seed, seed ^ 0x27D4EB2F
    for key in keys:
        words = [1, key & WORD, (key >> 32) & WORD] if isinstance(key, int) else [2 + len(key), *map(ord, key)]
        for word in words:
            h1 = ((h1 ^ (word * 0xCC9E2D51 & WORD)) * 0x1B873593) & WORD
            h1 = ((h1 << 13) | (h1 >> 19)) & WORD
            h2 = ((h2 ^ ((word ^ h1) * 0x38B34AE5 & WORD)) * 0xA1E38B93) & WORD
            h2 = ((h2 << 15) | (h2 >> 17)) & WORD

    def finish(h):
        h = ((h ^ (h >> 16)) * 0x85EBCA6B) & WORD
        h = ((h ^ (h >> 13)) * 0xC2B2AE35) & WORD
        return h ^ (h >> 16)

    return finish(h1), finish(h2 ^ h1)


class RandomStream:
    """sfc32, addressed by keys: the same keys produce the same values, whoever draws them and when."""

    def __init__(self, *keys):
        (self.a, self.b), (self.c, counter) = hash_keys(keys, 0x9E3779B9), hash_keys(keys, 0x85EBCA6B)
        self.counter = counter | 1
        for _ in range(15):
            self.uint32()

    def uint32(self):
        result = (self.a + self.b + self.counter) & WORD
        self.counter = (self.counter + 1) & WORD
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & WORD
        self.c = (((self.c << 21) | (self.c >> 11)) + result) & WORD
        return result

    def uniform(self):
        return self.uint32() / 4294967296

    def integer(self, bound):
        limit = 4294967296 - 4294967296 % bound
        value = self.uint32()
        while value >= limit:
            value = self.uint32()
        return value % bound

    def gaussian(self, stddev):
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                return stddev * u * math.sqrt(-2 * math.log(s) / s)

    def permutation(self, count):
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self.integer(i + 1)
            order[i], order[j] = order[j], order[i]
        return order


class Plan:
    """The photos of each step: every photo once an epoch, in an order that the seed and the epoch decide."""

    def __init__(self, count, batch_size, seed):
        self.count, self.batch_size, self.seed = count, batch_size, seed
        self.steps_per_epoch = math.ceil(count / batch_size)
        self.order = functools.lru_cache(2)(lambda epoch: RandomStream(seed, 'shuffle', epoch).permutation(count))

    def batch(self, step):
        epoch, position = divmod(step, self.steps_per_epoch)
        return epoch, self.order(epoch)[position * self.batch_size:(position + 1) * self.batch_size]

    def part(self, step, rank, world):
        """The photos of one rank as (epoch, photo, counted). A rank without one computes a photo that does not count, so
        that all ranks take part in every exchange."""
        epoch, batch = self.batch(step)
        part = [(epoch, photo, 1.0) for photo in batch[rank::world]]
        return part or [(epoch, batch[0], 0.0)]


def rounded(value):
    return math.floor(value + 0.5)


def draw_window(stream, size, out, augmentation):
    """Top, left, height and width of the window that is used of a square photo."""
    area = augmentation.get('cropArea')
    if not augmentation.get('crop', True):
        return (size - out[0]) // 2, (size - out[1]) // 2, *out
    if area is None:
        return stream.integer(size - out[0] + 1), stream.integer(size - out[1] + 1), *out
    for _ in range(10):
        pixels = size * size * (area[0] + stream.uniform() * (area[1] - area[0]))
        ratio = math.exp(math.log(3 / 4) + stream.uniform() * (math.log(4 / 3) - math.log(3 / 4)))
        width, height = max(1, rounded(math.sqrt(pixels * ratio))), max(1, rounded(math.sqrt(pixels / ratio)))
        if width <= size and height <= size:
            return stream.integer(size - height + 1), stream.integer(size - width + 1), height, width
    return 0, 0, size, size


# --- Photos ---------------------------------------------------------------------------------------------------------------

def triangle(source, size, center, reach, block=1, length=None):
    """[size, length]: the weights of old pixels in each new one, by a triangle; `source` blocks of `block` old pixels."""
    length = length or source
    weights = np.zeros((size, length), np.float32)
    for i in range(size):
        middle = center(i)
        for j in range(math.ceil(middle - reach), math.floor(middle + reach) + 1):
            start = min(max(j, 0), source - 1) * block
            stop = min(start + block, length)
            weights[i, start:stop] += max(0.0, 1 - abs(j - middle) / reach) / (stop - start)
    return weights / weights.sum(1, keepdims=True)


@functools.lru_cache(512)
def square_weights(length, step, size):
    """Weights of the central square, as libvips (sharp) scales: means of blocks first where an image shrinks a lot."""
    to = max(size, rounded(length / step))
    block = max(1, int(step / 2))
    shift = step / 2 if step < 1 else (to * step - length) / block / 2
    offset = (to - size + 1) // 2
    center = lambda i: (offset + i + 0.5) * step / block - 0.5 - shift
    return triangle(math.ceil(length / block), size, center, max(1, step / block), block, length)


@functools.lru_cache(512)
def resize_weights(length, size):
    step = length / size
    weights = triangle(length + 2 * length, size, lambda i: length + (i + 0.5) * step - 0.5, max(1, step))[:, length:2 * length]
    return weights / weights.sum(1, keepdims=True)


def to_square(photo, side):
    """Bytes of a photo to RGB [side, side, 3]: shorter side to `side`, central square. JPEGs shrink while they are decoded."""
    image = Image.open(io.BytesIO(photo))
    step = min(image.size) / side
    if image.format == 'JPEG' and step >= 2:
        shrink = 8 if step >= 8 else 4 if step >= 4 else 2
        shrink = shrink // 2 if int(step) == shrink else shrink
        image.draft(None, (image.width // shrink, image.height // shrink))
    pixels = np.asarray(ImageOps.exif_transpose(image).convert('RGB'), np.float32)
    height, width = pixels.shape[:2]
    step = min(height, width) / side
    if step == 1:
        top, left = (height - side + 1) // 2, (width - side + 1) // 2
        return pixels[top:top + side, left:left + side]
    rows = np.rint(square_weights(height, step, side) @ pixels.reshape(height, -1)).reshape(side, width, 3)
    return np.clip(np.rint(square_weights(width, step, side) @ rows), 0, 255)


class Photos(torch.utils.data.Dataset):
    """The photos of one set, read from their places in the shards. A key is (epoch, photo, counted); epoch None: no draws."""

    def __init__(self, index, place, preprocessing, run):
        self.shards = index['shards']
        self.columns = {name: np.asarray(index[name]) for name in ('shard', 'offset', 'size', 'label')}
        self.weights = index.get('weight')
        self.place, self.preprocessing, self.run, self.files = place, preprocessing, run, {}
        image = preprocessing.get('meanImage')
        self.mean = np.asarray(preprocessing['mean'], np.float32) if image is None else np.frombuffer(
            base64.b64decode(image['base64']), '<f4').reshape(image['shape'])
        for shard in [] if self.is_web else self.shards:
            path = pathlib.Path(place, shard['url'])
            if not path.is_file() or path.stat().st_size != shard['filesize']:
                sys.exit(f'{path}: missing, or not of {shard["filesize"]} bytes. Name the folder of the shards: --data DIR')

    @property
    def is_web(self):
        return self.place.startswith(('http://', 'https://'))

    def __len__(self):
        return len(self.columns['label'])

    def read(self, photo):
        shard, offset, size = (int(self.columns[name][photo]) for name in ('shard', 'offset', 'size'))
        name = self.shards[shard]['url']
        if not self.is_web:
            if shard not in self.files:
                self.files[shard] = open(pathlib.Path(self.place, name), 'rb')
            return os.pread(self.files[shard].fileno(), size, offset)
        request = urllib.request.Request(f'{self.place.rstrip("/")}/{name}',
                                         headers={'Range': f'bytes={offset}-{offset + size - 1}'})
        for attempt in range(6):
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    data = response.read()
                if len(data) == size:
                    return data
            except (OSError, http.client.HTTPException):
                pass  # A connection that breaks within the bytes is an HTTPException.
            time.sleep(0.2 * 2 ** attempt)
        raise OSError(f'{request.full_url}: no response with the bytes of a photo in 6 tries')

    def __getitem__(self, key):
        epoch, photo, counted = key
        preprocessing, run = self.preprocessing, self.run
        pixels = to_square(self.read(photo), preprocessing['resizeShorterSide'])
        *out, channels = preprocessing['inputShape']
        if channels == 1:
            pixels = np.rint(pixels @ np.float32([0.299, 0.587, 0.114]))[..., None]
        pixels, size, shift, mirrored = pixels - self.mean, pixels.shape[0], None, False
        augmentation = {'crop': False, 'flip': False} if epoch is None else run['augmentation']
        stream = RandomStream(run['seed'], 'augment', epoch or 0, int(photo))
        top, left, height, width = draw_window(stream, size, out, augmentation)
        mirrored = augmentation.get('flip', True) and stream.uniform() < 0.5
        pca = preprocessing.get('pca')
        stddev = 0 if epoch is None else augmentation.get('colorStddev', 0 if pca is None else 0.1)
        if stddev:
            amounts = [stream.gaussian(stddev) * value / 255 for value in pca['eigenvalues']]
            shift = np.asarray(amounts) @ np.asarray(pca['eigenvectors'])
        pixels = pixels[top:top + height, left:left + width]
        if (height, width) != tuple(out) or (augmentation.get('crop') and augmentation.get('cropArea')):
            pixels = (resize_weights(height, out[0]) @ pixels.reshape(height, -1)).reshape(out[0], width, channels)
            pixels = resize_weights(width, out[1]) @ pixels
        pixels = pixels[:, ::-1] if mirrored else pixels
        pixels = (pixels if shift is None else pixels + shift) * np.float32(preprocessing['scale'])
        pixels = pixels[..., ::-1] if preprocessing['channelOrder'] == 'bgr' else pixels
        image = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32))
        weight = 1.0 if self.weights is None else self.weights[photo]
        return image, int(self.columns['label'][photo]), np.float32(counted), np.float32(weight)
