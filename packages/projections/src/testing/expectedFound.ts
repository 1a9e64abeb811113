/** How much a message shows of two texts before the first letter that differs, and from there on. */
const [BEFORE, AFTER] = [30, 60]

/** `expected …, found …`, of two long texts as much as tells them apart. */
export function expectedFound(expected: string, found: string): string {
  const length = Math.max(expected.length, found.length)
  let same = 0
  while (same < length && expected[same] === found[same]) same += 1
  const from = Math.max(0, same - BEFORE)
  const shown = (text: string) => {
    const end = same + AFTER
    return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''}`
  }
  return `expected ${shown(expected)}, found ${shown(found)}`
}
