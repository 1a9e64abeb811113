import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const REPLAYER = join(__dirname, '..', '..', 'packages', 'replayer')

/** Each command as the list shows it, and as it shows itself once it is loaded. */
const SCRIPT = `
  const { Help } = require('commander')
  const { COMMANDS, listed } = require('./dist/cli/commands.js')
  const shown = (command) => [new Help().subcommandTerm(command), new Help().subcommandDescription(command)]
  const all = Object.entries(COMMANDS).map(async ([name, command]) =>
    ({ name, list: shown(listed(name, command)), itself: shown(await command.load()) }))
  Promise.all(all).then((pairs) => console.log(JSON.stringify(pairs)))
`

it('lists every command in its own words', () => {
  const answer = execFileSync(process.execPath, ['-e', SCRIPT], { cwd: REPLAYER, encoding: 'utf8' })
  const pairs: { name: string; list: string[]; itself: string[] }[] = JSON.parse(answer)
  expect(pairs.length).toBeGreaterThan(20)
  expect(pairs.map(({ list }) => list)).toEqual(pairs.map(({ itself }) => itself))
})
