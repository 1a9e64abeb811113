// What `npm start`, `npm test` and `npm run bench` do on a machine with any Node and npm: install
// with the pinned pnpm, build, and go on with the Node that the workspace brings along.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const PNPM = 'pnpm@10.34.9'
const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

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
const local = (name, args) => run(join(root, 'node_modules', '.bin', name), args)

const [task, ...rest] = process.argv.slice(2)
console.error('installing what is needed …')
run('npx', [
  '--yes',
  PNPM,
  'install',
  '--frozen-lockfile',
  '--prefer-offline',
  '--loglevel',
  'error',
])
console.error('building …')
local('tsc', ['-b'])

if (task === 'start') local('gridledger', ['run', 'okx-aicoin-2025', ...rest])
else if (task === 'bench')
  local('node', [join('packages', 'replayer', 'dist', 'bench', 'main.js'), ...rest])
else if (task === 'choose-seed')
  local('node', [join('packages', 'replayer', 'dist', 'bench', 'chooseSeed.js'), ...rest])
else if (task === 'test') {
  console.error('linting …')
  local('eslint', ['.'])
  local('prettier', ['--check', '--log-level', 'warn', '.'])
  local('jest', rest)
} else {
  console.error(`expected start, test, bench or choose-seed, found ${task ?? 'nothing'}`)
  process.exit(2)
}
