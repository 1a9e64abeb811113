import { busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import type { PreparedSeason } from '../season/prepareSeason'
import { changedSeason } from './changedSeason'

const folder = suiteFolder()
let busy: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, {
    ...busySeason(folder),
    published: { kept: { returnPct: '1.5' } },
  })
})

describe('changedSeason', () => {
  it('with nothing changed is the same season with nothing published', () => {
    const { season, refused } = changedSeason(busy, {})
    const withoutPublished = JSON.stringify(busy).replaceAll('{"returnPct":"1.5"}', 'null')
    expect(JSON.stringify(season)).toBe(withoutPublished)
    expect(JSON.stringify(busy)).not.toBe(withoutPublished)
    expect(refused.size).toBe(0)
  })

  it('by another rule and name says so in its events', () => {
    const change = { season: 'other', title: 'Another', notes: ['why'], fillRule: 'cross' } as const
    const { season } = changedSeason(busy, change)
    expect(season.rules.fillRule).toBe('cross')
    expect(season.opened.data).toMatchObject({ ...change, tape: busy.tape.name })
    expect(season.entries[0]?.event.cause.stream).toBe('season-other')
  })
})
