/** What axe finds on a page. */
import {AxeBuilder} from '@axe-core/playwright';
import type {Page} from 'playwright-core';

/** Serious accessibility problems found by axe. */
export async function seriousViolations(page: Page): Promise<(string | undefined)[][]> {
  const {violations} = await new AxeBuilder({page}).options({resultTypes: ['violations']}).analyze();
  return violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, nodes}) => [id, nodes[0]?.html]);
}
