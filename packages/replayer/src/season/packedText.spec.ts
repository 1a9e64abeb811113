import { packedText, unpackedText } from './packedText'

describe('a packed text', () => {
  const long = JSON.stringify(Array.from({ length: 5000 }, (_, index) => ({ price: index * 7 })))

  it('is a shorter JSON text that is unpacked as it was', () => {
    const packed = packedText(long)
    expect(packed.length).toBeLessThan(long.length / 2)
    expect(Object.keys(JSON.parse(packed))).toEqual(['zstd'])
    expect(unpackedText(packed)).toBe(long)
  })

  it.each([['{"a":1}'], ['no JSON'], ['']])('is %s itself, which is short', (text) => {
    expect(packedText(text)).toBe(text)
    expect(unpackedText(text)).toBe(text)
  })

  it('is nothing where it is damaged', () => {
    const packed = packedText(long)
    const middle = Math.floor(packed.length / 2)
    const other = packed[middle] === 'A' ? 'B' : 'A'
    for (const damaged of [
      packed.slice(0, middle) + other + packed.slice(middle + 1),
      packed.slice(0, middle),
      packed.slice(0, 9),
    ]) {
      expect(unpackedText(damaged)).toBeUndefined()
    }
  })
})
