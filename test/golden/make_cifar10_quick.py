"""Writes data/cifar10-quick-opencv.json: what OpenCV computes with Caffe's CIFAR-10 networks on pixels less a mean per channel.

The golden output beside the weights was made with the mean image of the training, which is not there; this one takes
what is.

Run: python test/golden/make_cifar10_quick.py FOLDER      (opencv-python-headless 4.x, numpy)
FOLDER holds cifar10_quick.prototxt, both .caffemodel files and golden.input.bin.
"""

import json
import pathlib
import sys

import cv2
import numpy as np

MEAN = [125.3, 123.0, 113.9]


def main(folder):
    pixels = np.fromfile(folder / 'golden.input.bin', dtype=np.uint8).reshape(-1, 32, 32, 3).astype(np.float32)
    images = np.ascontiguousarray((pixels - np.float32(MEAN)).transpose(0, 3, 1, 2))
    outputs = {}
    for iteration in (4000, 5000):
        model = folder / f'cifar10_quick_iter_{iteration}.caffemodel'
        net = cv2.dnn.readNetFromCaffe(str(folder / 'cifar10_quick.prototxt'), str(model))
        net.setInput(images)
        probabilities = net.forward('prob').reshape(len(images), -1)
        outputs[str(iteration)] = [[float(f'{value:.7g}') for value in row] for row in probabilities]
    result = {'made_by': f'make_cifar10_quick.py, OpenCV {cv2.__version__}', 'mean': MEAN, 'outputs': outputs}
    path = pathlib.Path(__file__).parent / 'data' / 'cifar10-quick-opencv.json'
    path.write_text(json.dumps(result) + '\n')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]))
