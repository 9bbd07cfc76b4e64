import {BaseSequencer, type TestSpecification} from 'vitest/node';

/** The files that take longest, in this order. One of them that began last would run on alone, with a processor idle. */
const LONGEST = [
  'package/examples',
  'conformance/in-chromium',
  'browser/page',
  'docs/guides',
  'conformance/in-node',
  'e2e/setup-tensorflow',
  'browser/page-mishaps',
  'package/consumer',
  'e2e/cli',
  'golden/presets',
  'browser/page-training',
  'browser/camera',
  'e2e/stock-tensorflow',
  'property/kill-any-moment',
  'repo/architecture',
  'property/disturbed-training',
  'browser/trainer',
  'property/hostile-weights',
  'property/drawn-photos',
  'e2e/download',
  'property/resumed-run',
  'property/mutated-weights',
  'package/create',
].map(name => `/test/${name}.test.ts`);

/** Starts the longest files first. Vitest knows their times from its last run only, which a fresh clone does not have. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({moduleId}: TestSpecification): number => {
      const at = LONGEST.findIndex(name => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
