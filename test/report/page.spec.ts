import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { gridledger } from '../cli/gridledger'
import { describeInBrowser, openBrowser } from './browser'

/** What a command printed as JSON has no type. */
type Json = ReturnType<typeof JSON.parse>
/** A function's source, without what stands before it. */
const COUNT_PIXELS = readFileSync(join(__dirname, 'countPixels.js'), 'utf8').replace(/^[^;]*;/, '')
const fixedText = (text: string) => Number(text).toFixed(2)
const SEASON = 'okx-aicoin-2025'
const NAMES = ['claude', 'gpt-5', 'gemini', 'deepseek', 'grok-4', 'qwen3']
const CURVES = [...NAMES.map((_, index) => `curve-${index}`), 'hold-0', 'hold-1']

/** What users may write into a season: none of it may become part of the page's own markup. */
const HOSTILE = {
  season: 'hostile',
  title: '</title></script><script>document.title = "taken"</script>',
  notes: ['<img src="http://localhost:1/x.png" onerror="document.title = 1"> & "more"'],
  instrument: 'BTC-USDT-SWAP',
  start: '2025-10-24T00:00:00Z',
  end: '2025-10-24T06:00:00Z',
  tape: { embedded: 'okx-season-1' },
  contestants: [
    {
      ...{ name: 'constructor', direction: 'long', spacing: 'geometric', gridCount: 24 },
      ...{ lowerPrice: '106000', upperPrice: '118000', leverage: '3', investment: '1000' },
      rationale: '</script><b>bold</b>',
      amendments: [{ at: '2025-10-24T03:00:00Z', set: { lowerPrice: '107000', gridCount: 10 } }],
    },
  ],
}

describeInBrowser('the report in Chromium (needs Linux on x64, or CHROMIUM_PATH)', () => {
  let folder: string
  let browser: Browser
  let document: Json
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gridledger-report-'))
    document = JSON.parse((await gridledger(folder, 'run', SEASON, '--json')).out)
    expect((await gridledger(folder, 'report', SEASON, '--out', 'season.html')).code).toBe(0)
    writeFileSync(join(folder, 'hostile.json'), JSON.stringify(HOSTILE))
    expect((await gridledger(folder, 'run', 'hostile.json')).code).toBe(0)
    expect((await gridledger(folder, 'report', 'hostile')).code).toBe(0)
    const runs = [`${SEASON}.qwen3`, 'hostile.constructor']
    const compared = await gridledger(folder, 'report', '--compare', ...runs, '--out', 'two.html')
    expect(compared.code).toBe(0)
    browser = await openBrowser(folder)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  /** A page that was opened, and what is seen from outside of what it does. */
  interface Opened {
    readonly page: Page
    readonly url: string
    readonly said: readonly string[]
    readonly asked: readonly string[]
  }

  async function open(file: string, options: BrowserContextOptions): Promise<Opened> {
    const viewport = { width: 1280, height: 900 }
    const context = await browser.newContext({ viewport, ...options })
    const page = await context.newPage()
    const [said, asked]: [string[], string[]] = [[], []]
    page.on('console', (message) => {
      // Reading pixels back is this test's doing.
      if (!message.text().includes('willReadFrequently')) said.push(message.text())
    })
    page.on('pageerror', (error) => said.push(error.message))
    page.on('request', (request) => asked.push(request.url()))
    const url = pathToFileURL(join(folder, file)).href
    await page.goto(url)
    if (options.javaScriptEnabled !== false) await settled(page)
    return { page, url, said, asked }
  }

  /** Whatever a page says, and all that it asks for but itself, is an error. */
  async function lookAt<A>(opened: Opened, work: (page: Page) => Promise<A>): Promise<A> {
    const result = await work(opened.page)
    expect(opened.said).toEqual([])
    expect(opened.asked).toEqual([opened.url])
    return result
  }

  /** Opens a file and looks at it. */
  async function look<A>(
    work: (page: Page) => Promise<A>,
    file = 'season.html',
    options: BrowserContextOptions = {},
  ): Promise<A> {
    const opened = await open(file, options)
    const result = await lookAt(opened, work)
    await opened.page.context().close()
    return result
  }

  let season: Opened | undefined
  /** Looks at a page of the season that others have looked at: who is chosen there is not known. */
  async function lookAgain<A>(work: (page: Page) => Promise<A>): Promise<A> {
    season ??= await open('season.html', {})
    return lookAt(season, work)
  }

  const settled = (page: Page) =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

  /** How many pixels of a chart have each of these colours of the style sheet. */
  async function pixels(
    page: Page,
    chart: string,
    ...colours: readonly string[]
  ): Promise<number[]> {
    await settled(page)
    return page.evaluate(`(${COUNT_PIXELS})(${JSON.stringify(chart)}, ${JSON.stringify(colours)})`)
  }

  it('is a whole document: a title, a language, a viewport, names for all that can be pressed', async () => {
    await lookAgain(async (page) => {
      expect(await page.title()).toBe('OKX x AiCoin, six AI grids on BTC-USDT-SWAP')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.locator('meta[name=viewport]').count()).toBe(1)
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
      expect(await page.getByLabel('Contestant', { exact: true }).count()).toBe(1)
      for (const button of await page.locator('button').all()) {
        expect((await button.innerText()).trim()).not.toBe('')
      }
      for (const chart of await page.locator('.chart').all()) {
        expect(await chart.getAttribute('aria-label')).toMatch(/\w+/)
      }
    })
  })

  it('has the leaderboard of run, with the published figures beside it', async () => {
    const rows = await lookAgain((page) =>
      page
        .getByRole('region', { name: 'Leaderboard' })
        .locator('tbody tr')
        .evaluateAll((found) =>
          found.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
        ),
    )
    const fixed = (text: string) => Number(text).toFixed(2)
    const signed = (text: string) => `${Number(text) > 0 ? '+' : ''}${fixed(text)}`
    const said = (text: string | undefined, shown: (text: string) => string) =>
      text === undefined ? '–' : shown(text)
    const expected = document.ranking.map((name: string, index: number) => {
      const run = document.runs.find(({ contestant }: Json) => contestant === name)
      const { returnPct, peakReturnPct, peakToEndPct, bestDay, rank } = run.published ?? {}
      return [
        String(index + 1),
        said(rank, String),
        name,
        ...[signed(run.returnPct), said(returnPct, signed)],
        ...[signed(run.peakReturnPct), said(peakReturnPct, signed)],
        ...[fixed(run.peakToEndPct), said(peakToEndPct, fixed)],
        ...[signed(run.bestDay), said(bestDay, signed)],
        ...[fixed(run.maxDrawdownPct), fixed(run.maxDrawdownTickPct)],
        Number(run.equity).toLocaleString('en-US', {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
        }),
      ]
    })
    expect(rows.slice(0, 6)).toEqual(expected)
    expect(rows.slice(6).map((row) => [row[2], row[3]])).toEqual(
      document.benchmarks.map((held: Json) => [
        `hold at ${held.leverage}x`,
        signed(held.returnPct),
      ]),
    )
  })

  it('says what the tape is, the notes, the digest and the commands', async () => {
    const text = await lookAgain((page) => page.locator('body').innerText())
    expect(text).toContain(
      'The tape is a reconstruction fitted to the published results: its closeness to them proves nothing.',
    )
    for (const note of document.notes) expect(text).toContain(note)
    expect(text).toContain(document.digest)
    expect(text).toContain(document.tape)
    expect(text).toMatch(/sha256 [0-9a-f]{64}/)
    expect(text).toContain('grid count not published; 20 is our estimate')
    expect(text).toContain(`npx gridledger run ${SEASON}\n`)
    expect(text).toContain(`npx gridledger report ${SEASON} --out season.html`)
    expect(text).toContain('TradingView')
  })

  it.each(['returnPct', 'fallPct'])('draws every curve of %s in its colour', async (figure) => {
    await lookAgain(async (page) => {
      const drawn = await pixels(page, `#${figure}-chart`, ...CURVES)
      for (const count of drawn) expect(count).toBeGreaterThan(40)
      for (const entry of await page.locator(`#${figure}-legend button`).all()) await entry.click()
      const hidden = await pixels(page, `#${figure}-chart`, ...CURVES)
      expect(Math.max(...hidden.slice(0, NAMES.length))).toBeLessThan(10)
      // The greys of what is held are near those of the text beside the chart.
      for (const index of [6, 7]) expect(hidden[index]).toBeLessThan(drawn[index]!)
      expect(await page.locator(`#${figure}-legend button[aria-pressed=true]`).count()).toBe(0)
    })
  })

  it('ends each curve at the figure of run', async () => {
    const legend = await lookAgain((page) =>
      page.locator('#returnPct-legend button').allInnerTexts(),
    )
    const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} %`
    expect(legend.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      ...document.runs.map((run: Json) => `${run.contestant} ${signed(Number(run.returnPct))}`),
      ...document.benchmarks.map(
        (held: Json) => `hold at ${held.leverage}x ${signed(Number(held.returnPct))}`,
      ),
    ])
  })

  it('draws price, lines, fills and spells, and others for another contestant', async () => {
    await look(async (page) => {
      const parts = ['candle-up', 'candle-down', 'line', 'buy', 'sell']
      for (const count of await pixels(page, '#price-chart', ...parts)) {
        expect(count).toBeGreaterThan(40)
      }
      const picture = () => page.locator('#price-chart').screenshot()
      const first = await picture()
      await page.selectOption('#contestant', 'qwen3')
      const [buys = 0] = await pixels(page, '#price-chart', 'buy')
      await page.selectOption('#contestant', 'deepseek')
      const [fewer = 0] = await pixels(page, '#price-chart', 'buy')
      expect(buys).toBeGreaterThan(2 * fewer)
      expect((await picture()).equals(first)).toBe(false)
      await page.selectOption('#contestant', 'gpt-5')
      await settled(page)
      expect((await picture()).equals(first)).toBe(true)
    })
  })

  it('draws the liquidation prices of the chosen contestant, and says how near it came', async () => {
    await lookAgain(async (page) => {
      const parts = ['liquidation', 'after-fills', 'candle-down']
      await page.selectOption('#contestant', 'qwen3')
      for (const count of await pixels(page, '#liquidation-chart', ...parts)) {
        expect(count).toBeGreaterThan(40)
      }
      const picture = () => page.locator('#liquidation-chart').screenshot()
      const first = await picture()
      for (const { contestant, closestLiquidation } of document.runs) {
        const { markPrice, liquidationPrice, distancePct, side } = closestLiquidation
        await page.selectOption('#contestant', contestant)
        const said = await page.locator('[data-contestant]:visible > p').innerText()
        const shown = (price: string) => Number(price).toLocaleString('en-US')
        expect(said).toContain(`Closest to liquidation: ${fixedText(distancePct)} % away at 2025-1`)
        expect(said).toContain(`the mark at ${shown(markPrice)} and`)
        expect(said).toContain(`price ${side} it at ${shown(liquidationPrice)}.`)
        await settled(page)
        expect((await picture()).equals(first)).toBe(contestant === 'qwen3')
      }
    })
  })

  it('shows the days of the chosen contestant, which sum up to those of run', async () => {
    await lookAgain(async (page) => {
      for (const { contestant, ...run } of document.runs) {
        await page.selectOption('#contestant', contestant)
        const section = page.locator('[data-contestant]:visible')
        expect(await section.getAttribute('data-contestant')).toBe(contestant)
        const rows = await section.locator('tbody tr').evaluateAll((found) =>
          found.map((row) => {
            const cells = [...row.querySelectorAll('td')]
            return cells.map((cell) => {
              const exact = cell.querySelector('data')?.getAttribute('value')
              return Number(exact ?? cell.textContent?.replace(/,/g, ''))
            })
          }),
        )
        const [days, total] = [rows.slice(0, -1), rows.at(-1) ?? []]
        expect(days).toHaveLength(12)
        const sum = (column: number) => days.reduce((before, row) => before + row[column]!, 0)
        expect(days.at(-1)![0]).toBe(Number(run.equity))
        expect(sum(2)).toBeCloseTo(Number(run.returnPct), 6)
        expect([sum(3), sum(4)]).toEqual([run.tradeNum, run.arbitrageNum])
        expect([total[3], total[4]]).toEqual([run.tradeNum, run.arbitrageNum])
        expect(sum(5)).toBeCloseTo(Number(run.fee), 6)
        expect(sum(6)).toBeCloseTo(Number(run.fundingFee), 6)
        const spells = run.offGrid.map(({ from, to }: Json) => Date.parse(to) - Date.parse(from))
        const hours = spells.reduce((before: number, span: number) => before + span, 0) / 3_600_000
        expect(sum(7)).toBeCloseTo(hours, 3)
      }
    })
  })

  it.each([
    [1280, 'dark'],
    [390, 'light'],
  ] as const)('fits %i pixels in %s colours, its charts drawn', async (width, colorScheme) => {
    await look(
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
        const drawn = await pixels(page, '#returnPct-chart', ...CURVES)
        for (const count of drawn) expect(count).toBeGreaterThan(20)
        const canvas = await page.locator('#price-chart canvas').first().boundingBox()
        expect(canvas!.width).toBeGreaterThan(width / 2)
      },
      'season.html',
      { viewport: { width, height: 800 }, colorScheme },
    )
  })

  it('draws anew when the colours of the system change', async () => {
    await look(async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' })
      const drawn = await pixels(page, '#returnPct-chart', ...CURVES)
      for (const count of drawn) expect(count).toBeGreaterThan(40)
      expect(await page.locator('#returnPct-legend button').count()).toBe(8)
    })
  })

  it('moves with the keyboard and the buttons', async () => {
    await look(async (page) => {
      const picture = async () => {
        await settled(page)
        return (await page.locator('#fallPct-chart canvas').first().screenshot()).toString('base64')
      }
      const all = await picture()
      await page.locator('#price-chart').focus()
      await page.keyboard.press('+')
      const closer = await picture()
      await page.keyboard.press('ArrowLeft')
      const earlier = await picture()
      expect(new Set([all, closer, earlier]).size).toBe(3)
      await page.getByRole('button', { name: 'all', exact: true }).click()
      await page.locator('#price-chart').focus()
      expect(await picture()).toBe(all)
    })
  })

  it('has all its tables without JavaScript', async () => {
    await look(
      async (page) => {
        expect(await page.locator('[data-contestant]:visible').count()).toBe(6)
        expect(await page.locator('table:visible').count()).toBe(9)
      },
      'season.html',
      { javaScriptEnabled: false },
    )
  })

  it('shows runs of two tapes beside each other, each over the prices that it saw', async () => {
    await look(async (page) => {
      expect(await page.title()).toBe('qwen3 beside constructor')
      const { runs } = document
      const [qwen3] = runs.filter(({ contestant }: Json) => contestant === 'qwen3')
      const row = page
        .getByRole('region', { name: 'Side by side' })
        .locator('tr', { has: page.getByRole('rowheader', { name: 'return %' }) })
      const [mine = '', other = '', more = ''] = await row
        .locator('data')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('value') ?? ''))
      expect(Number(mine)).toBeCloseTo(Number(qwen3.returnPct), 6)
      expect(Number(more)).toBeCloseTo(Number(other) - Number(mine), 6)
      const legend = await page.locator('#returnPct-legend button').allInnerTexts()
      expect(legend.map((text) => text.split(/\s/)[0])).toEqual(['qwen3', 'constructor'])
      const text = await page.locator('body').innerText()
      expect(text).toContain('a and b part with their first event, 2025-10-23 18:30 UTC.')
      expect(text).toContain('The runs saw different prices')
      for (const drawn of await pixels(page, '#returnPct-chart', 'curve-0', 'curve-1'))
        expect(drawn).toBeGreaterThan(10)
      const [whole = 0] = await pixels(page, '#price-chart', 'candle-down')
      await page.selectOption('#contestant', 'constructor')
      // Six hours of eleven days.
      const [part = 0, buys = 0] = await pixels(page, '#price-chart', 'candle-down', 'buy')
      expect(part).toBeLessThan(whole / 4)
      expect(buys).toBeGreaterThan(0)
      const shown = page.locator('[data-contestant]:visible')
      expect(await shown.getAttribute('data-contestant')).toBe('constructor')
    }, 'two.html')
  })

  it('shows what users wrote as text', async () => {
    await look(async (page) => {
      expect(await page.title()).toBe(HOSTILE.title)
      const text = await page.locator('body').innerText()
      for (const part of [HOSTILE.title, ...HOSTILE.notes]) expect(text).toContain(part)
      expect(text).toContain('</script><b>bold</b>')
      expect(text).toContain('sets lowerPrice 107000, gridCount 10')
      expect(await page.locator('img, b:text("bold")').count()).toBe(0)
      const drawn = await pixels(page, '#price-chart', 'candle-up', 'candle-down')
      for (const count of drawn) expect(count).toBeGreaterThan(20)
    }, 'hostile.html')
  })
})
