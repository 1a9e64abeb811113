import { nearestValidName } from './name'

it.each([
  ['my-bot', 'my-bot'],
  ['My Bot', 'my-bot'],
  ['gpt_5.1 (wide)', 'gpt-5-1-wide'],
  ['--a--b--', 'a-b'],
  ['网格', undefined],
  ['', undefined],
])('nearestValidName of %j is %j', (text, name) => {
  expect(nearestValidName(text)).toBe(name)
})
