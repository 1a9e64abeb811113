import { from, lastValueFrom } from 'rxjs'
import { type Projection, project } from '@gridledger/projections'
import { openLedger, readSeason } from '@gridledger/replayer'

/** How often each grid line was filled. */
const fillsPerLine: Projection<ReadonlyMap<number, number>> = {
  name: 'fills-per-line',
  version: 1,
  initialView: new Map(),
  on: {
    OrderFilled: (view, { data: { line } }) => {
      if (line === null) return view // bought or sold at the market
      return new Map(view).set(line, (view.get(line) ?? 0) + 1)
    },
  },
}

const ledger = openLedger('file:gridledger.db', true)
const season = from(readSeason(ledger, 'okx-aicoin-2025'))
console.log(await lastValueFrom(season.pipe(project(fillsPerLine, 'qwen3'))))
ledger.close()
