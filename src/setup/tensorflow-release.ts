/** A wheel on Python's package index, of which every byte is known. */
export interface Wheel {
  /** `name==version`, as pip takes it. */
  requirement: string;
  sha256: string;
  /** Size of the download. */
  bytes: number;
  /** Parts to extract: beginnings of paths, and the folder below `deps/` for each. */
  parts: readonly {from: string; to: string}[];
}

/** A file of an unpacked wheel, by its digest in the wheel's own list. */
export interface LibraryFile {
  path: string;
  sha256: string;
}

/** A build of TensorFlow that a binding can be made for. */
export interface TensorFlowRelease {
  version: string;
  wheels: readonly Wheel[];
  libraries: readonly LibraryFile[];
}

/**
 * Version of tfjs-node that is installed, and for which the binding is built. Its sources take any TensorFlow 2; wheels
 * hold the library of the C interface from 2.12 on, and 2.15 is the last whose headers they compile with.
 */
export const TFJS_NODE_VERSION = '4.22.0';
/** Package with node_api.h, for a Node without its headers. */
export const NODE_API_HEADERS = 'node-api-headers@1.9.0';

const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/'].map(folder => ({
  from: `tensorflow/include/${folder}`,
  to: `include/${folder}`,
}));
const LIBRARIES = [{from: 'tensorflow/libtensorflow_', to: 'lib/libtensorflow_'}];

const CPU: TensorFlowRelease = {
  version: '2.15.1',
  wheels: [
    {
      requirement: 'tensorflow-cpu==2.15.1',
      sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
      bytes: 207208420,
      parts: [...HEADERS, ...LIBRARIES],
    },
  ],
  libraries: [
    {
      path: 'lib/libtensorflow_cc.so.2',
      sha256: '26c52413c74ae9495f742c93b87fcb515c9010627f3feb5ad29b65dff901a2ee',
    },
    {
      path: 'lib/libtensorflow_framework.so.2',
      sha256: '1ed1f34811d338f934cb01155be51963f7a8ef4155cd201d0fba34b27425fc6b',
    },
  ],
};

/** Folders in which the library for GPUs looks for CUDA: beside its own. */
const NVIDIA = [{from: 'nvidia/', to: 'nvidia/'}];

const GPU: TensorFlowRelease = {
  version: '2.15.1',
  wheels: [
    {
      requirement: 'tensorflow==2.15.1',
      sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
      bytes: 475258663,
      parts: [...HEADERS, ...LIBRARIES],
    },
    {
      requirement: 'nvidia-cuda-runtime-cu12==12.2.140',
      sha256: 'acb9cb7e44594a3512533497ea790d9f0b0e399abcc888584c157d1ffa080e41',
      bytes: 845802,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-cublas-cu12==12.2.5.6',
      sha256: 'f448d8db463f9a2c7dd9a1e607c0961d3e95f825b86839c5882f7d073d406df0',
      bytes: 417825305,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-cudnn-cu12==8.9.4.25',
      sha256: '9f882d5b11753c566fd32427839089eb4f8ba7a58c28446ad359e32c40229723',
      bytes: 720096787,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-cufft-cu12==11.0.8.103',
      sha256: '72e961e578f9be9e316ccb4db8652c421dd0b57442624faa71061d452f449a67',
      bytes: 98570970,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-cusolver-cu12==11.5.2.141',
      sha256: '5a85c4653ce34339a5688137f494a0f903e0f0532418550998167f00844161da',
      bytes: 124890758,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-cusparse-cu12==12.1.2.141',
      sha256: '4e13d6a51d2303dcb2a023ba09546811161f0334fc64e13689397bbd3b1eb126',
      bytes: 195268625,
      parts: NVIDIA,
    },
    {
      requirement: 'nvidia-nvjitlink-cu12==12.2.140',
      sha256: '95635cafbf9f96c38bea5200ab145a2e6aefbb5405e0b04c1e4ba54df2d84ec9',
      bytes: 20177273,
      parts: NVIDIA,
    },
  ],
  libraries: [
    {
      path: 'lib/libtensorflow_cc.so.2',
      sha256: '34933a8c41a75350a97a8413317b6e3b45c1283b42fdf35d8cea3b1989a6e55f',
    },
    {
      path: 'lib/libtensorflow_framework.so.2',
      sha256: '9380e083ba64c8cda91a5e09cc0662d29c8722b69c535df13ca565c2ebfd3026',
    },
  ],
};

/** The builds by the name under which `alexnet setup` knows them. Both are for Linux on x86-64. */
export const TENSORFLOW_RELEASES = {'tfjs-node': CPU, 'tfjs-node-gpu': GPU} as const;
