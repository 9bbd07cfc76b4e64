import {VitestTestRunner} from 'vitest/runners';

/**
 * Vitest's own runner without the import times that it sends for each file. Files that share a process list all modules
 * loaded so far, so that the 500 files of the unit tests would list a thousand modules each.
 */
export default class TestRunner extends VitestTestRunner {
  override getImportDurations(): Record<string, never> {
    return {};
  }
}
