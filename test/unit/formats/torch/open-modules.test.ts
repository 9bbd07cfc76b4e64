import {describe, expect, it} from 'vitest';
import {PickleDict, PickleForeign} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {collectTensors} from '../../../../src/formats/torch/collect-tensors';
import {openModules} from '../../../../src/formats/torch/open-modules';
import {TorchStorage, TorchTensor} from '../../../../src/formats/torch/torch-tensor';

const file = new SourceFile('read', new Uint8Array(0));
const tensor = (): TorchTensor =>
  new TorchTensor(new TorchStorage('0', 'float32', 1), 'float32', 0, [1], [1]);

function dict(items: Record<string, unknown>): PickleDict {
  const made = new PickleDict();
  Object.entries(items).forEach(([key, value]) => {
    made.set(key, value);
  });
  return made;
}

function moduleOf(
  type: string,
  parameters: Record<string, unknown>,
  {
    buffers = {},
    inner = {},
    more = {},
  }: {
    buffers?: Record<string, unknown>;
    inner?: Record<string, unknown>;
    more?: Record<string, unknown>;
  } = {},
): PickleForeign {
  const made = new PickleForeign(type);
  made.state = dict({
    _parameters: dict(parameters),
    _buffers: dict(buffers),
    _modules: dict(inner),
    ...more,
  });
  return made;
}

const namesIn = (root: unknown): string[] => collectTensors(file, root).tensors.map(({name}) => name);

describe('openModules', () => {
  it('names the tensors of a network as its state dict does, and no attribute', () => {
    const root = moduleOf(
      'Net',
      {scale: tensor(), missing: null},
      {
        buffers: {kept: tensor(), computed: tensor()},
        inner: {
          model: moduleOf('Linear', {weight: tensor(), bias: null}),
          relu: moduleOf('ReLU', {}),
          none: null,
        },
        more: {note: tensor(), _non_persistent_buffers_set: ['computed'], training: false},
      },
    );
    expect(namesIn(root)).toEqual(['scale', 'kept', 'model.weight']);
    expect(collectTensors(file, root).skipped).toEqual([]);
  });

  it('takes the attributes of an object of TorchScript', () => {
    const root = new PickleForeign('__torch__.Net');
    const inner = new PickleForeign('__torch__.torch.nn.Linear');
    inner.state = dict({weight: tensor(), training: true});
    root.state = dict({fc: inner, sizes: [1, 2]});
    expect(namesIn(root)).toEqual(['fc.weight']);
  });

  it('leaves objects of other types as they are', () => {
    const other = new PickleForeign('argparse.Namespace');
    other.state = dict({_parameters: dict({w: tensor()})});
    expect(openModules(file, dict({args: other})).size).toBe(0);
    expect(other.keys).toEqual([]);
  });

  it('ends where networks hold one another, with an error', () => {
    const root = moduleOf('Net', {w: tensor()});
    (root.state as PickleDict).set('_modules', dict({self: root}));
    expect(() => collectTensors(file, root)).toThrow('nested too deep');
  });
});
