import {BaseSequencer, type TestSpecification} from 'vitest/node';

/** The files that take longest, in this order. One of them that began last would run on alone, with a processor idle. */
const LONGEST = [
  'package/examples',
  'conformance/in-chromium',
  'browser/page',
  'docs/guides',
  'package/consumer',
  'e2e/setup-tensorflow',
  'e2e/cli',
  'conformance/in-node',
  'browser/page-mishaps',
  'property/mutated-weights',
  'golden/presets',
  'property/kill-any-moment',
  'e2e/stock-tensorflow',
  'browser/trainer',
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
