// Jest's own sequencer, by the way of the packages that bring it.
const path = ['jest', '@jest/core', '@jest/test-sequencer'].reduce(
  (from, name) => require.resolve(name, { paths: [from] }),
  __dirname,
)
const { default: Sequencer } = require(path)

/** Those that take longest begin first, so that no core waits for them in the end. */
const LONG = [
  /test\/recovery\/(run|import)/,
  /test\/ledger\/ledgers/,
  /test\/eventStore\/recovery/,
  /test\/report\/page/,
  /test\/docs\/(blocks|season1)/,
  /test\/(eventStore|report|export|recovery)\//,
  /test\/cli\//,
]

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONG.findIndex((pattern) => pattern.test(path))
      return index < 0 ? LONG.length : index
    }
    // What Jest knows of earlier runs orders the rest.
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b))
  }
}
