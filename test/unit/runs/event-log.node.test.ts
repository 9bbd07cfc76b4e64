import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {encodeFileVersion, encodeScalars} from '../../../src/formats/tensorboard/tensorboard-events';
import {EventLog} from '../../../src/runs/event-log.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('EventLog', () => {
  it('writes the records that TensorBoard reads, under the name that it looks for', async () => {
    const directory = temporaryDirectory();
    const log = await EventLog.open(directory, () => 1000.5);
    log.scalars(7, {loss: 0.5});
    await log.flush();
    await log.close();
    const [name] = readdirSync(directory);
    expect(name).toMatch(/^events\.out\.tfevents\.1000\./);
    expect(readFileSync(join(directory, name!))).toEqual(
      Buffer.concat([encodeFileVersion(1000.5), encodeScalars(7, 1000.5, {loss: 0.5})]),
    );
  });
});
