import type { DenseBatch } from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { right } from '../../../../test/support/tapes'
import { auditorOf } from '../audit/audit'
import { auditJson } from '../audit/auditJson'
import { parseReference, placeText } from '../audit/reference'
import { parseTapeMethod } from '../derived/tapeMethod'
import { ticksOfBatch } from '../import/spanPrices'
import type { Tape } from '../import/tape'
import { memoryLedger } from '../ledger/memoryLedger'
import type { PreparedSeason } from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { allTicks } from '../season/simulateSeason'
import { stressedSeason } from '../stress/stressedSeason'
import { verifySeason } from './verifySeason'

const folder = suiteFolder()
let busy: PreparedSeason
let bridged: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, { ...busySeason(folder), contestants: CONTESTANTS.slice(1, 2) })
  bridged = right(await stressedSeason(busy, right(parseTapeMethod('bridge-7'))))
})

async function recorded(...seasons: readonly PreparedSeason[]) {
  const ledger = memoryLedger()
  for (const season of seasons) {
    const { batches } = await runSeason(ledger, season)
    for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  }
  return ledger
}

const NAME = `${BUSY}-bridge-7`
const from = () => ({ from: busy.tape.name, method: 'bridge-7' })

/** The bridged season on its tape with a change, recorded with hashes that fit. */
const forgedWith = async (change: (tape: Tape) => Partial<Tape>) =>
  recorded(busy, { ...bridged, tape: { ...bridged.tape, ...change(bridged.tape) } })

const raised = (batch: DenseBatch, row: number): DenseBatch => {
  const columns = batch.columns.map((column) => column.slice())
  const prices = columns[2]
  if (prices !== undefined) prices[row] = (prices[row] ?? 0) + 1
  return { ...batch, columns }
}

describe('verify of a season on a derived tape', () => {
  it('derives the tape again where the one that it comes from is there', async () => {
    const answer = await verifySeason(await recorded(busy, bridged), NAME)
    expect(answer).toMatchObject({ ok: true, derived: { ...from(), isSourceThere: true } })
  })

  it('says where it is not there', async () => {
    const answer = await verifySeason(await recorded(bridged), NAME)
    expect(answer).toMatchObject({ ok: true, derived: { ...from(), isSourceThere: false } })
  })

  it('says nothing of a tape that is not derived', async () => {
    expect(await verifySeason(await recorded(busy), BUSY)).toMatchObject({
      ok: true,
      derived: null,
    })
  })

  it('names a tick that the method does not make, though its hash and all runs fit', async () => {
    const { batch } = await allTicks(bridged.tape)
    const forged = await forgedWith(() => {
      // The open of a bar may be anything between its extremes.
      const ticks = ticksOfBatch(raised(batch, 400))
      return { ticks }
    })
    const { differences } = await verifySeason(forged, NAME)
    expect(differences.map(placeText)).toEqual([`ticks-${bridged.tape.name}@400`])
    expect(differences[0]?.message).toMatch(
      /^PriceTicked: data\.priceTicks: expected \d+, found \d+/,
    )
  })

  it('names a mark', async () => {
    const { marks } = bridged.tape
    if (marks === null) throw new Error('a tape without marks')
    const { differences } = await verifySeason(
      await forgedWith(() => ({ marks: raised(marks, 5) })),
      NAME,
    )
    expect(differences.map(placeText)).toEqual([`marks-${bridged.tape.name}@5`])
  })

  it.each([
    ['bridge-8', /^derived: \S+ by bridge-8 is \S+-bridge-8/],
    ['magic-1', /^derived\.method: expected nearest, .*, found "magic-1"/],
  ])('names a method that makes no such tape: %s', async (method, message) => {
    const forged = await forgedWith(({ opening: [opened, ...rates] }) => {
      if (opened?.type !== 'TapeOpened') throw new Error('a tape without its TapeOpened')
      const derived = { from: busy.tape.name, method }
      return { opening: [{ ...opened, data: { ...opened.data, derived } }, ...rates] }
    })
    const { ok, differences } = await verifySeason(forged, NAME)
    expect(ok).toBe(false)
    expect(differences[0]?.message).toMatch(message)
  })
})

describe('audit of a tick of a derived tape', () => {
  const rowOf = async (season: PreparedSeason, stream: 'ticks' | 'marks') => {
    const auditor = auditorOf(await recorded(season))
    const reference = right(parseReference(`${stream}-${season.tape.name}@40`))
    const audit = await auditor.audit(reference, 'UTC')
    expect(audit.problems).toEqual([])
    return auditJson(audit)[1]
  }

  it('says from which tape and by which method it comes, and the number of its bar', async () => {
    expect(await rowOf(bridged, 'ticks')).toMatchObject({
      role: 'row',
      file: bridged.tape.name,
      line: 11,
      derived: from(),
      text: expect.stringMatching(
        `^${bridged.tape.name}, bar 11: The bar of .*, as bridge-7 made it of the tape ${busy.tape.name}.$`,
      ),
    })
  })

  it('and the row of the source where it comes from one', async () => {
    const method = right(parseTapeMethod('volatility-50'))
    const halved = right(await stressedSeason(busy, method))
    const derived = { from: busy.tape.name, method: 'volatility-50' }
    expect(await rowOf(halved, 'ticks')).toMatchObject({ file: 'candles.csv', line: 12, derived })
    expect(await rowOf(halved, 'marks')).toMatchObject({ file: 'marks.csv', bar: null, derived })
  })
})
