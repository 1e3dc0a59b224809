// node screenshots.mjs TOOLS PAGE FOLDER
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , tools, page, folder] = process.argv;
const { chromium } = createRequire(resolve(tools, 'package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function picture(name, { colorScheme = 'light', from, height, open, width = 1160 }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(resolve(page)).href);
  if (open) await tab.locator(open).first().evaluate(details => { details.open = true; });
  const { y } = await tab.locator(from).first().boundingBox();
  await tab.screenshot({ path: join(folder, name), fullPage: true, clip: { x: 0, y: Math.max(0, y - 24), width, height } });
  await context.close();
}

await picture('overview.png', { from: '.top', height: 800 });
await picture('figures.png', { from: '#figures-h', height: 830 });
const withdrawn = 'article:has(details.rescinded)';
await picture('document.png', { from: withdrawn, height: 600, open: `${withdrawn} details.rescinded` });
await picture('dark.png', { from: '#figures-h', height: 620, colorScheme: 'dark' });
await browser.close();
