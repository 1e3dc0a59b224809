// Opens pages in Chromium as a reader does, and says as JSON what happened: errors, requests, barriers, markup.
//
//   node look.mjs TOOLS PAGE…
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , tools, ...pages] = process.argv;
const require = createRequire(resolve(tools, 'package.json'));
const { chromium } = require('playwright-core');
const axe = require('axe-core').source;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const seen = [];
for (const colorScheme of ['light', 'dark']) {
  for (const page of pages) seen.push(await look(pathToFileURL(resolve(page)).href, colorScheme));
}
await browser.close();
console.log(JSON.stringify(seen));

async function look(url, colorScheme) {
  const said = [], requests = [];
  // bypassCSP: axe is put in by the test; whether the page's own policy holds is asked first, without it.
  const strict = await browser.newContext({ colorScheme });
  const first = await strict.newPage();
  first.on('console', message => said.push(`${message.type()}: ${message.text()}`));
  first.on('pageerror', error => said.push(`error: ${error.message}`));
  first.on('dialog', dialog => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  first.on('request', request => { if (request.url() !== url) requests.push(request.url()); });
  await first.goto(url);
  // Every part is opened: what hides in one would else not be seen.
  const facts = await first.evaluate(() => {
    document.querySelectorAll('details').forEach(details => { details.open = true; });
    const all = selector => [...document.querySelectorAll(selector)];
    return {
      scripts: all('script, iframe, object, embed, img, link:not([rel=stylesheet][href="style.css"]), base, form, [onerror], [onclick], [onload]').length,
      out: all('a').map(a => a.getAttribute('href')).filter(href => !/^(#|[a-z0-9\/.-]+\.html(#|$))/.test(href)),
      dead: all('a[href^="#"]').map(a => a.getAttribute('href')).filter(href => !document.getElementById(href.slice(1))),
      styled: getComputedStyle(document.querySelector('main')).maxWidth !== 'none',
      wide: document.documentElement.scrollWidth > innerWidth,
      text: document.body.innerText,
    };
  });
  // On paper: A4 less its margins, 178 mm, at 96 dots an inch. Nothing is cut off at the right.
  await first.setViewportSize({ width: 673, height: 1000 });
  await first.emulateMedia({ media: 'print' });
  const cut = await first.evaluate(() => [...document.querySelectorAll('main *')]
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(part => part.outerHTML.slice(0, 120)));
  await strict.close();
  const open = await browser.newContext({ colorScheme, bypassCSP: true });
  const second = await open.newPage();
  await second.goto(url);
  await second.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
  await second.addScriptTag({ content: axe });
  const result = await second.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const barriers = result.violations.flatMap(one => one.nodes.slice(0, 5).map(node => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
  await open.close();
  return { url, colorScheme, said, requests, barriers, cut, checked: result.passes.length, ...facts };
}
