// Names what was skipped, and ends with the one line that counts the run.
module.exports = class SkippedReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter(({ status }) => status === 'pending' || status === 'todo'),
    )
    for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
    // A file that does not even load holds no tests that failed, but it is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    console.log(`${results.numPassedTests} passed, ${failed} failed`)
  }
}
