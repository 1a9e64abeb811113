import { execFileSync } from 'node:child_process'
import { shellText } from './shell'

it('leaves plain arguments as they are', () => {
  expect(shellText(['run', './a_b-1.json', '--ledger', 'file:x.db'])).toBe(
    'run ./a_b-1.json --ledger file:x.db',
  )
})

it('quotes what a shell would take apart', () => {
  const args = ['a b', "it's", '$HOME', '`x`', '*', '', '"q"', 'a\\b', 'é', '~', '#', '!']
  const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${shellText(args)}`], {
    encoding: 'utf8',
  })
  expect(printed.split('\n').slice(0, -1)).toEqual(args)
})
