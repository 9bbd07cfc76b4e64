import {describe, expect, it} from 'vitest';
import {runsCode} from '../../../../src/formats/pickle/runs-code';

describe('runsCode', () => {
  it.each([
    'os.system',
    'posix.system',
    'nt.system',
    'subprocess.Popen',
    'builtins.eval',
    '__builtin__.exec',
    'builtins.__import__',
    'builtins.getattr',
    'importlib.import_module',
    'torch.hub.load',
    'torch.load',
    'pickle.loads',
    'os.path.join',
  ])('names %s', path => {
    expect(runsCode(path)).toBe(true);
  });

  it.each([
    'argparse.Namespace',
    'pathlib.PosixPath',
    'builtins.list',
    'builtins.int',
    'collections.deque',
    '__main__.Trainer',
    'omegaconf.dictconfig.DictConfig',
    'ostools.Path',
    'torch.optim.lr_scheduler.MultiStepLR',
  ])('does not name %s', path => {
    expect(runsCode(path)).toBe(false);
  });
});
