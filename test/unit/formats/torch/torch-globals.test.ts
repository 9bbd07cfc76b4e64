import {describe, expect, it} from 'vitest';
import {type PickleDict} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {torchGlobals} from '../../../../src/formats/torch/torch-globals';
import {TorchStorage, TorchTensor, type TorchType} from '../../../../src/formats/torch/torch-tensor';
import {expectAlexNetError} from '../../../support/matchers';

const globals = torchGlobals(new SourceFile('read', new Uint8Array(0)));
const call = (name: string, ...args: unknown[]): unknown => globals.get(name)!.call!(args);
const storage = new TorchStorage('0', 'float16', 6);

describe('torchGlobals', () => {
  it('holds nothing that runs code', () => {
    expect([...globals.keys()].filter(name => !/^torch\.\w*(Storage|\d|bool)$/.test(name)).sort()).toEqual([
      '__builtin__.set',
      '_codecs.encode',
      'builtins.set',
      'collections.Counter',
      'collections.OrderedDict',
      'collections.defaultdict',
      'numpy._core.multiarray._reconstruct',
      'numpy._core.multiarray.scalar',
      'numpy._core.numeric._frombuffer',
      'numpy.core.multiarray._reconstruct',
      'numpy.core.multiarray.scalar',
      'numpy.core.numeric._frombuffer',
      'numpy.dtype',
      'numpy.ndarray',
      'torch.Size',
      'torch.Tensor',
      'torch._tensor.Tensor',
      'torch._tensor._rebuild_from_type_v2',
      'torch._utils._rebuild_device_tensor_from_numpy',
      'torch._utils._rebuild_parameter',
      'torch._utils._rebuild_parameter_with_state',
      'torch._utils._rebuild_tensor',
      'torch._utils._rebuild_tensor_v2',
      'torch._utils._rebuild_tensor_v3',
      'torch.device',
      'torch.jit._pickle.build_boollist',
      'torch.jit._pickle.build_doublelist',
      'torch.jit._pickle.build_intlist',
      'torch.jit._pickle.build_tensorlist',
      'torch.jit._pickle.restore_type_tag',
      'torch.nn.parameter.Buffer',
      'torch.nn.parameter.Parameter',
      'torch.storage.UntypedStorage',
    ]);
  });

  it('builds tensors', () => {
    const tensor = new TorchTensor(storage, 'float16', 1, [2, 3], [3, 1]);
    expect(call('torch._utils._rebuild_tensor', storage, 1, [2, 3], [3, 1])).toEqual(tensor);
    expect(call('torch._utils._rebuild_tensor_v2', storage, 1, [2, 3], [3, 1], false, null)).toEqual(tensor);
    expect(call('torch._utils._rebuild_parameter', tensor, true, null)).toBe(tensor);
    expect(call('torch._utils._rebuild_parameter_with_state', tensor, true, null, {})).toBe(tensor);
    const bytes = new TorchStorage('0', undefined, 12);
    const dtype = globals.get('torch.uint16');
    expect(call('torch._utils._rebuild_tensor_v3', bytes, 0, [6], [1], false, null, dtype)).toEqual(
      new TorchTensor(bytes, 'uint16', 0, [6], [1]),
    );
    expect(
      call(
        'torch._tensor._rebuild_from_type_v2',
        globals.get('torch._utils._rebuild_parameter'),
        globals.get('torch.nn.parameter.Parameter'),
        [tensor, true, null],
        {},
      ),
    ).toBe(tensor);
  });

  it('knows the types of storages', () => {
    const type = (name: string): unknown => (globals.get(name) as TorchType).elementType;
    expect(type('torch.BFloat16Storage')).toBe('bfloat16');
    expect(type('torch.LongStorage')).toBe('int64');
    expect(type('torch.storage.UntypedStorage')).toBeUndefined();
    expect(type('torch.ComplexFloatStorage')).toBeUndefined();
    expect((globals.get('torch.ComplexFloatStorage') as TorchType).unreadBytes).toBe(8);
  });

  it('builds containers, texts and bytes', () => {
    expect(call('torch.Size', [2, 3])).toEqual([2, 3]);
    expect(call('builtins.set')).toEqual([]);
    expect(call('torch.device', 'cuda', 0)).toBe('cuda');
    expect(call('_codecs.encode', 'aÿ', 'latin1')).toEqual(Uint8Array.of(97, 255));
    const dict = call('collections.OrderedDict', [['a', 1]]) as PickleDict;
    expect([dict.keys, dict.values]).toEqual([['a'], [1]]);
    expect((call('collections.OrderedDict') as PickleDict).keys).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['torch._utils._rebuild_tensor_v2', ['0', 0, [1], [1]]],
    ['torch._utils._rebuild_tensor_v2', [storage, 0, 1, 1]],
    ['torch._utils._rebuild_tensor_v2', []],
    ['torch._utils._rebuild_tensor_v2', [new TorchStorage('0', undefined, 4), 0, [1], [1]]],
    ['torch._utils._rebuild_tensor_v3', [storage, 0, [1], [1], false, null, 'float32']],
    ['torch._utils._rebuild_parameter', [1]],
    ['torch._tensor._rebuild_from_type_v2', [globals.get('torch.Size'), globals.get('torch.float32'), []]],
    ['torch._tensor._rebuild_from_type_v2', [globals.get('torch.float32'), globals.get('torch.Tensor'), []]],
    ['collections.OrderedDict', [[['a', 1, 2]]]],
    ['collections.OrderedDict', [[1]]],
    ['torch.Size', [3]],
    ['_codecs.encode', [1, 'latin1']],
  ])('refuses a call of %s with what it does not take', async (name, args) => {
    await expectAlexNetError(() => call(name, ...args), 'bad-weights', name, 'does not take');
  });
});
