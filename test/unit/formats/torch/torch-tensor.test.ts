import {expect, it} from 'vitest';
import {TorchStorage, TorchTensor, TorchType} from '../../../../src/formats/torch/torch-tensor';

it('a tensor has the sign of its storage unless it says otherwise', () => {
  const storage = new TorchStorage('0', 'float32', 1);
  expect(new TorchTensor(storage, 'float32', 0, [1], [1]).isNegative).toBe(false);
  expect(storage).toMatchObject({firstElement: 0, unread: undefined});
  expect(new TorchType('torch.FloatStorage', 'float32').unreadBytes).toBeUndefined();
});
