// node snapshot.mjs TOOLS PAGE OUT: saves a page as one file, as the browser itself writes it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , tools, page, out] = process.argv;
const { chromium } = createRequire(resolve(tools, 'package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const tab = await browser.newPage();
await tab.goto(pathToFileURL(resolve(page)).href);
const session = await tab.context().newCDPSession(tab);
const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
writeFileSync(out, data);
await browser.close();
