/** Published data sets as data: addresses, digests, licenses, and the files that are taken out of their archives. */
import type {FileDigest} from './pretrained';

/** A file that is downloaded. */
export interface DataSetFile {
  /** Name of the file. */
  readonly name: string;
  /** Addresses of the same bytes, which are tried in this order. */
  readonly urls: readonly string[];
  readonly digest: FileDigest;
  /** Length of the file. */
  readonly bytes: number;
}

/** How the files of a data set are taken out of its archive. */
export interface DataSetArchive {
  readonly format: 'zip' | 'tar.gz';
  /** Folders in the archive whose files are taken, each with the folder that they are written to; '' is the data set's own. */
  readonly folders: Readonly<Record<string, string>>;
  /** Extensions of the files that are taken, in lower case. */
  readonly extensions: readonly string[];
  /** Bytes of all files of the archive, at most: more is not unpacked. */
  readonly maxBytes: number;
}

/** A data set that can be downloaded. */
export interface PublishedDataSet {
  readonly name: string;
  /** One line about its contents. */
  readonly holds: string;
  /** Kind of its files: photos, or binary files with images. */
  readonly kind: 'photos' | 'images';
  readonly files: readonly DataSetFile[];
  /** Left out where the files are used as they are. */
  readonly archive?: DataSetArchive;
  /** License of the publisher. */
  readonly license: string;
  /** Page of the publisher. */
  readonly source: string;
}

/**
 * The sha256 and length of MNIST's files as TensorFlow Datasets has them (tensorflow_datasets/url_checksums/mnist.txt). The
 * addresses are those of TensorFlow Datasets and of torchvision (torchvision/datasets/mnist.py), whose files are the same.
 */
function mnistFile(name: string, bytes: number, hex: string): DataSetFile {
  return {
    name,
    urls: [
      `https://storage.googleapis.com/cvdf-datasets/mnist/${name}`,
      `https://ossci-datasets.s3.amazonaws.com/mnist/${name}`,
      `http://yann.lecun.com/exdb/mnist/${name}`,
    ],
    digest: {algorithm: 'sha256', hex},
    bytes,
  };
}

const TABLE: readonly PublishedDataSet[] = [
  {
    name: 'dogs-vs-cats',
    holds: '25,000 photos of cats and dogs',
    kind: 'photos',
    files: [
      {
        name: 'kagglecatsanddogs_5340.zip',
        // The address of TensorFlow Datasets (tensorflow_datasets/image_classification/cats_vs_dogs.py) and of Keras'
        // example "Image classification from scratch". The sha256 is in gomlx/gomlx, examples/dogsvscats/dogsvscats.go; the
        // length is in the logs of many notebooks that download this address.
        urls: [
          'https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip',
        ],
        digest: {
          algorithm: 'sha256',
          hex: 'b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9',
        },
        bytes: 824_887_076,
      },
    ],
    archive: {
      format: 'zip',
      folders: {'PetImages/Cat': 'cat', 'PetImages/Dog': 'dog'},
      extensions: ['.jpg'],
      // The photos are compressed already: the archive is as large as its files.
      maxBytes: 2 ** 30,
    },
    license: 'Microsoft Research license agreement (MSR-LA, in the archive); photos of Petfinder.com',
    source: 'https://www.microsoft.com/en-us/download/details.aspx?id=54765',
  },
  {
    name: 'cifar10',
    holds: '60,000 images of 32 × 32 pixels in 10 classes (50,000 for training, 10,000 for testing)',
    kind: 'images',
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        // The address of the publisher's page, and the copy that Swift for TensorFlow downloads (tensorflow/swift-models,
        // Datasets/CIFAR10/CIFAR10.swift). The sha256 and the length are those of TensorFlow Datasets
        // (tensorflow_datasets/url_checksums/cifar10.txt); the page has the MD5 c32a1d4ab5d03f1284b67883e8d87530.
        urls: [
          'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
          'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz',
        ],
        digest: {
          algorithm: 'sha256',
          hex: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        },
        bytes: 170_052_171,
      },
    ],
    archive: {
      format: 'tar.gz',
      folders: {'cifar-10-batches-bin': ''},
      extensions: ['.bin', '.txt', '.html'],
      // Six files of 30,730,000 bytes.
      maxBytes: 2 ** 28,
    },
    license: 'none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  },
  {
    name: 'mnist',
    holds: '70,000 digits of 28 × 28 pixels (60,000 for training, 10,000 for testing)',
    kind: 'images',
    files: [
      mnistFile(
        'train-images-idx3-ubyte.gz',
        9_912_422,
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      ),
      mnistFile(
        'train-labels-idx1-ubyte.gz',
        28_881,
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      ),
      mnistFile(
        't10k-images-idx3-ubyte.gz',
        1_648_877,
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      ),
      mnistFile(
        't10k-labels-idx1-ubyte.gz',
        4_542,
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      ),
    ],
    license: 'CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)',
    source: 'http://yann.lecun.com/exdb/mnist/',
  },
];

/** Data sets that can be downloaded, by name. */
export const DATA_SETS: Readonly<Record<string, PublishedDataSet>> = Object.freeze(
  Object.fromEntries(TABLE.map(set => [set.name, set])),
);
