// What `npm start`, `npm test` and the scripts beside them do on a machine with any Node and npm:
// install with the pinned pnpm, build, and go on with the Node that the workspace brings along.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@10.34.9'
const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

// Ctrl-C reaches the program that runs here too: it says how to go on, and this waits for it.
process.on('SIGINT', () => undefined)

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  })
  if (error) console.error(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** A program of the workspace; its launcher picks the workspace's own Node. */
const local = (name, ...args) => run(join(root, 'node_modules', '.bin', name), args)

/** The same beside others; resolves to the name of a program that failed, and how. */
async function localBeside(name, ...args) {
  const options = { cwd: root, stdio: 'inherit', shell: windows }
  const child = spawn(join(root, 'node_modules', '.bin', name), args, options)
  const [code] = await once(child, 'close')
  return code === 0 ? null : { name, code: code ?? 1 }
}

/** pnpm keeps the lockfile that it last installed from beside what it installed. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml')
  const wanted = join(root, 'pnpm-lock.yaml')
  return existsSync(installed) && readFileSync(installed).equals(readFileSync(wanted))
}

const bench = (name) => join('packages', 'replayer', 'dist', 'bench', `${name}.js`)
const tasks = {
  start: (rest) => {
    local('tsc', '-b', 'packages/replayer')
    local('gridledger', 'run', 'okx-aicoin-2025', ...rest)
  },
  test: async (rest) => {
    console.error('checking types, linting beside the tests …')
    const linting = [
      localBeside('eslint', '.'),
      localBeside('prettier', '--check', '--log-level', 'warn', '.'),
    ]
    const built = await localBeside('tsc', '-b')
    // Without what tsc makes there is nothing to test.
    const tested = built ?? (await localBeside('jest', ...rest))
    const failed = [...(await Promise.all(linting)), tested].filter((answer) => answer !== null)
    for (const { name } of failed) console.error(`${name} failed`)
    if (failed.length > 0) process.exit(failed[0].code)
  },
  bench: (rest) => {
    local('tsc', '-b', 'packages/replayer')
    local('node', bench('main'), ...rest)
  },
  reference: (rest) => {
    local('typedoc', ...rest)
    console.error('open reference/index.html')
  },
  'choose-seed': (rest) => {
    local('tsc', '-b', 'packages/replayer')
    local('node', bench('chooseSeed'), ...rest)
  },
}

const [name, ...rest] = process.argv.slice(2)
if (!Object.hasOwn(tasks, name ?? '')) {
  console.error(`expected ${Object.keys(tasks).join(', ')}, found ${name ?? 'nothing'}`)
  process.exit(2)
}
if (!isInstalled()) {
  console.error('installing what is needed, the first time a minute or so …')
  run('npx', [
    '--yes',
    PNPM,
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--loglevel',
    'error',
  ])
}
await tasks[name](rest)
