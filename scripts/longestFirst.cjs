// Jest's own sequencer, by the way of the packages that bring it.
const path = ['jest', '@jest/core', '@jest/test-sequencer'].reduce(
  (from, name) => require.resolve(name, { paths: [from] }),
  __dirname,
)
const { default: Sequencer } = require(path)

/** Those that take longest begin first, so that no core waits for them in the end. */
const LONG = [
  /test\/eventStore\/season1/,
  /test\/ledger\/ledgers/,
  /test\/recovery\//,
  /test\/eventStore\//,
  /test\/cli\//,
  /test\/report\//,
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
