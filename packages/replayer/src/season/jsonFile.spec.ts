import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { suiteFolder } from '../../../../test/support/files'
import { readJson } from './jsonFile'

const folder = suiteFolder()
const read = (text: string) => readJson(folder.write('file.json', text), t.unknown)

/** The message without the path that it begins with. */
function problemOf(text: string): string {
  const result = read(text)
  if (E.isRight(result)) return 'no problem'
  const begin = `${join(folder.path, 'file.json')}: `
  expect(result.left.startsWith(begin)).toBe(true)
  return result.left.slice(begin.length)
}

describe('readJson', () => {
  it.each([
    '{"a": [1, -2.5e3, true, false, null, "é\\u00e9\\n"], "b": {"c": {}}}',
    '"text"',
    '5',
    'null',
    '{"constructor": 1, "toString": {"a": 2}}',
    '{"__proto__": {"gridCount": 5}}',
  ])('reads %s as JSON.parse does', (text) => {
    const result = read(text)
    expect(result).toEqual(E.right(JSON.parse(text)))
    expect(E.isRight(result) && JSON.stringify(result.right)).toBe(JSON.stringify(JSON.parse(text)))
  })

  it('takes comments and trailing commas', () => {
    const text = [
      '// a season, "quoted"',
      '{',
      '  "url": "http://x/*y*/", // not in a string',
      '  /* "b": 2,',
      '     over lines */',
      '  "list": [1, /* two */ 3,],',
      '}',
      '// the end',
    ].join('\r\n')
    expect(read(text)).toEqual(E.right({ url: 'http://x/*y*/', list: [1, 3] }))
  })

  it('takes a byte order mark', () => {
    expect(read('\uFEFF{"a": 1}')).toEqual(E.right({ a: 1 }))
  })

  const symbol = 'text in double quotes, a number, true, false or null'
  it.each<[text: string, place: string, expected: string, found: string]>([
    ['', 'line 1, column 1', 'a value', 'the end of the file'],
    ['// nothing', 'line 1, column 11', 'a value', 'the end of the file'],
    ['{', 'line 1, column 2', 'a comma or }', 'the end of the file'],
    ['[1, 2', 'line 1, column 6', 'a comma or ]', 'the end of the file'],
    ['{"season": }', 'line 1, column 12', 'a value', '}'],
    ['season: x', 'line 1, column 1', symbol, 'season'],
    ["{'season': 1}", 'line 1, column 2', symbol, "'season'"],
    ['{"a": 1,, "b": 2}', 'line 1, column 9', 'a key in double quotes', ','],
    ['{"a" 1}', 'line 1, column 6', 'a colon', '1'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3', 'a comma', '"b"'],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', 'line 3, column 3', 'a comma', '"b"'],
    ['{"a": 01}', 'line 1, column 8', 'a comma', '1'],
    ['{"a": 1.}', 'line 1, column 7', 'a whole number or decimal', '1.'],
    ['{"a": .5}', 'line 1, column 7', symbol, '.5'],
    ['{"a": "x\n}', 'line 1, column 7', 'a closing double quote in the same line', '"x'],
    ['{"a": "\\q"}', 'line 1, column 7', 'one of "\\/bfnrtu after a backslash', '"\\q"'],
    ['{"a": "\\u12"}', 'line 1, column 7', 'four hex digits after \\u', '"\\u12"'],
    ['{"a": "\t"}', 'line 1, column 7', 'text without control characters such as tabs', '"\t"'],
    ['{"a": 1} /* x', 'line 1, column 10', 'a comment with an end', '/* x'],
    ['{"a": 1}}', 'line 1, column 9', 'the end of the file', '}'],
    [`{"a": ${'x'.repeat(50)}}`, 'line 1, column 7', symbol, `${'x'.repeat(40)}…`],
  ])('says where %j is no JSON', (text, place, expected, found) => {
    expect(problemOf(text)).toBe(
      `expected JSON, found what is none: ${place}: expected ${expected}, found ${found}`,
    )
  })

  it.each<[text: string, key: string, places: string]>([
    ['{"a": 1, "a": 1}', 'a', 'line 1, column 2 and at line 1, column 10'],
    ['{"b": [{\n  "c": 1,\n  "\\u0063": 2\n}]}', 'c', 'line 2, column 3 and at line 3, column 3'],
    ['{"__proto__": 1, "__proto__": 2}', '__proto__', 'line 1, column 2 and at line 1, column 18'],
  ])('refuses %j: a key that stands twice', (text, key, places) => {
    expect(problemOf(text)).toBe(`${key}: expected each key once, found it at ${places}`)
  })

  it('refuses what is nested beyond all measure', () => {
    expect(problemOf('['.repeat(1_000_000))).toBe('expected JSON, found what is nested too deeply')
  })

  it('takes one key in two objects', () => {
    expect(problemOf('[{"a": {"a": 1}}, {"a": 1}]')).toBe('no problem')
  })
})
