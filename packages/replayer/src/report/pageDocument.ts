import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PageData } from '../../page/pageData'
import { type Markup, html, inlineScript, inlineStyle, literal } from './markup'

const PACKAGE = join(__dirname, '..', '..')
/** In the order in which they build on each other. */
const SCRIPTS = ['theme', 'curveChart', 'drawRun', 'overlay', 'gridOverlay'].concat([
  ...['liquidationOverlay', 'priceChart', 'keys', 'main'],
])

/** A page: its title, what it shows, and the numbers of its charts. */
export interface PageContent {
  readonly title: string
  readonly header: Markup
  readonly sections: readonly Markup[]
  readonly data: PageData
}

/** One HTML file with everything in it that it needs. */
export function pageDocument({ title, header, sections, data }: PageContent): string {
  const library = join(
    dirname(require.resolve('lightweight-charts/package.json')),
    'dist',
    'lightweight-charts.standalone.production.js',
  )
  const own = SCRIPTS.map((name) =>
    readFileSync(join(PACKAGE, 'dist', 'page', `${name}.js`), 'utf8'),
  )
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="generator" content="gridledger" />
        <title>${title}</title>
        ${inlineStyle(readFileSync(join(PACKAGE, 'page', 'page.css'), 'utf8'))}
      </head>
      <body>
        ${header}
        <main>${sections}</main>
        ${FOOTER} ${inlineScript(readFileSync(library, 'utf8'))}
        ${inlineScript(`const pageData = ${literal(data)}`)}
        ${inlineScript(`(() => {\n${own.join('\n')}\n})()`)}
      </body>
    </html>`
  return `${page.text}\n`
}

/** The file needs nothing from anywhere, and may not ask for it. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

const FOOTER = html`<footer>
  Made by gridledger. Charts:
  <a href="https://www.tradingview.com/" rel="noreferrer">TradingView Lightweight Charts™</a>,
  Copyright © TradingView, Inc., Apache License 2.0.
</footer>`
