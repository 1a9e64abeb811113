import * as replayer from './index'

it('the public names of the package', () => {
  expect(Object.keys(replayer).sort()).toMatchInlineSnapshot(`
   [
     "Failure",
     "SeasonFile",
     "appendEach",
     "copyForks",
     "copySeason",
     "embeddedLedger",
     "eventStoreLedger",
     "findRun",
     "memoryLedger",
     "openLedger",
     "prepareFork",
     "prepareSeason",
     "readRun",
     "readSeason",
     "readSeasonFile",
     "readViews",
     "recordFork",
     "runSeason",
     "seasonDigest",
     "throughForks",
     "watchSeason",
     "watchViews",
   ]
  `)
})
