import * as replayer from './index'

it('the public names of the package', () => {
  expect(Object.keys(replayer).sort()).toMatchInlineSnapshot(`
   [
     "Failure",
     "SeasonFile",
     "copySeason",
     "embeddedLedger",
     "eventStoreLedger",
     "memoryLedger",
     "openLedger",
     "prepareSeason",
     "readSeason",
     "readSeasonFile",
     "runSeason",
     "seasonDigest",
     "watchSeason",
   ]
  `)
})
