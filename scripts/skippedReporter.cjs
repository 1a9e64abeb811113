// Names what was skipped and which servers EventStoreDB's ledger was held against, and ends with the
// one line that counts the run.
module.exports = class SkippedReporter {
  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults)
    const skipped = tests.filter(({ status }) => status === 'pending' || status === 'todo')
    for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
    const servers = tests
      .filter(({ status }) => status === 'passed')
      .flatMap(
        ({ ancestorTitles: [title = ''] }) => title.match(/^EventStoreDB on (.+)$/)?.[1] ?? [],
      )
    if (servers.length > 0)
      console.log(`EventStoreDB was held against: ${[...new Set(servers)].join(', ')}`)
    // A file that does not even load holds no tests that failed, but it is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    console.log(`${results.numPassedTests} passed, ${failed} failed`)
  }
}
