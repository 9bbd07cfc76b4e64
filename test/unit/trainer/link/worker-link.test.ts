import {MessageChannel} from 'node:worker_threads';
import {expect, it} from 'vitest';
import {linkTo} from '../../../../src/trainer/link/worker-link';

it('linkTo sends and receives over ports of Node, and moves what is transferred', async () => {
  const {port1, port2} = new MessageChannel();
  const [here, there] = [linkTo(port1), linkTo(port2)];
  const received = new Promise(resolve => {
    there.listen(resolve, () => undefined);
  });
  const bytes = Uint8Array.of(1, 2);
  here.send({bytes}, [bytes.buffer]);
  expect(await received).toEqual({bytes: Uint8Array.of(1, 2)});
  expect(bytes.length).toBe(0);
  here.close();
});

it('linkTo receives from a worker of a page, and tells why one ended', () => {
  const worker = Object.assign(new EventTarget(), {postMessage: () => undefined, terminate: () => undefined});
  const messages: unknown[] = [];
  const failures: unknown[] = [];
  linkTo(worker).listen(
    message => messages.push(message),
    cause => failures.push(cause),
  );
  worker.dispatchEvent(Object.assign(new Event('message'), {data: 1}));
  worker.dispatchEvent(Object.assign(new Event('error'), {message: 'a bug'}));
  worker.dispatchEvent(new Event('error'));
  worker.dispatchEvent(new Event('messageerror'));
  expect(messages).toEqual([1]);
  expect(failures.map(failure => (failure as Error).message)).toEqual([
    'a bug',
    'its file cannot be loaded',
    'a message cannot be read',
  ]);
});
