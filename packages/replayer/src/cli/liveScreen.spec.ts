import { fitted } from './liveScreen'

it.each([
  ['a short line stays', 'price 1', 10, 'price 1'],
  ['so does one that just fits', 'price 1234', 10, 'price 1234'],
  ['a longer one is cut', 'price 12345', 10, 'price 123…'],
  ['colours take no room', '\u001b[1mprice\u001b[22m 1234', 10, '\u001b[1mprice\u001b[22m 1234'],
  ['a coloured line that is cut loses them', '\u001b[1mprice 12345\u001b[22m', 10, 'price 123…'],
])('%s', (_name, line, columns, expected) => {
  expect(fitted(line, columns)).toBe(expected)
})
