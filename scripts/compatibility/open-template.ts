/**
 * Opens the page of a template in Chromium, trains in it and predicts a photo; prints both.
 *
 *     node scripts/run.mjs scripts/compatibility/open-template.ts app/dist    static files
 *     node scripts/run.mjs scripts/compatibility/open-template.ts app         with the project's development server
 */
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {spawn} from 'node:child_process';
import {chromium} from 'playwright-core';
import {findChromium} from '../../test/support/find-chromium';
import {startStaticServer} from './static-server';

const PORT = 4179;
const TIMEOUT_MS = 180_000;
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

const folder = resolve(process.argv[2] ?? '.');
const server = existsSync(join(folder, 'package.json'))
  ? await startDevelopment(folder)
  : await startStaticServer(folder, {isolated: true});
const browser = await chromium.launch({
  executablePath: findChromium() ?? '',
  args: ['--headless', '--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  await page.goto(`${server.origin}/`);
  await page.locator('#train').click();
  const status = page.locator('#status', {hasText: /^Done, validation accuracy|fix:|Error/});
  await status.waitFor({timeout: TIMEOUT_MS});
  const said = await status.innerText();
  console.log(said);
  const photo = page.getByLabel('Predict a photo');
  await photo.setInputFiles({name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64')});
  const scores = page.locator('li', {hasText: '%'});
  await scores.first().waitFor({timeout: TIMEOUT_MS});
  console.log((await scores.allInnerTexts()).join(', '));
  const accuracy = Number(/accuracy ([\d.]+) %/.exec(said)?.[1] ?? 0);
  if (accuracy < 90 || problems.length > 0) {
    console.error(`The page does not learn: ${[said, ...problems].join(' | ')}`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
}

async function startDevelopment(cwd: string): Promise<{origin: string; close: () => void}> {
  const line = `npx vite --host 127.0.0.1 --port ${PORT} --strictPort`;
  const child = spawn(line, {cwd, shell: true, detached: true, stdio: 'ignore'});
  const origin = `http://127.0.0.1:${PORT}`;
  for (let wait = 0; wait < 300; wait++) {
    const responds = await fetch(origin).then(
      () => true,
      () => false,
    );
    if (responds) {
      break;
    }
    await new Promise(next => setTimeout(next, 200));
  }
  return {
    origin,
    close: () => {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
    },
  };
}
