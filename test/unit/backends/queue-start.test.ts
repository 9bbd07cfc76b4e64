import {describe, expect, it} from 'vitest';
import {queueStart} from '../../../src/backends/queue-start';

describe('queueStart', () => {
  it('begins each start when the one before it has ended, also after a failure', async () => {
    const said: string[] = [];
    const start = (name: string) => async (): Promise<string> => {
      said.push(`${name} begins`);
      await new Promise(next => setTimeout(next, 1));
      said.push(`${name} ends`);
      return name === 'second' ? Promise.reject(new Error('refused')) : name;
    };
    const all = await Promise.allSettled(['first', 'second', 'third'].map(name => queueStart(start(name))));
    expect(all.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(said).toEqual(['first', 'second', 'third'].flatMap(name => [`${name} begins`, `${name} ends`]));
  });
});
