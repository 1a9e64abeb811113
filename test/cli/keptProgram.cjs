// Runs command lines in one process, one after the other, each from the program's own entry on. It
// has ended when a process of its own would have: nothing is left for the event loop to wait for.
// Then `\0` follows on both outputs, and its exit code is sent. What ends a process (an error that
// nobody catches, `process.exit`) ends this one.
const { join } = require('node:path')

const REPLAYER = join(__dirname, '..', '..', 'packages', 'replayer')
const PROGRAM = join(REPLAYER, 'bin', 'gridledger.js')
/** What works as it is loaded, and is loaded anew for each command line. */
const ENTRIES = [PROGRAM, join(REPLAYER, 'dist', 'cli', 'main.js')]
const home = process.cwd()
const { emitWarning } = process
const emitters = [process, process.stdout, process.stderr]
let isRunning = false

process.on('message', ({ folder, args }) => {
  isRunning = true
  process.channel.unref()
  process.chdir(folder)
  process.argv = [process.execPath, PROGRAM, ...args]
  for (const entry of ENTRIES) delete require.cache[entry]
  require(PROGRAM)
})
process.on('disconnect', () => process.exit())
process.on('beforeExit', (code) => {
  if (!isRunning) return
  isRunning = false
  process.channel.ref()
  putBack()
  process.stdout.write('\0')
  process.stderr.write('\0')
  process.send(code)
})

const listenersOf = (emitter) =>
  emitter.eventNames().flatMap((name) => emitter.rawListeners(name).map((each) => [name, each]))
const own = emitters.map(listenersOf)

/** Leaves nothing behind that the next command line would find changed. */
function putBack() {
  for (const [at, emitter] of emitters.entries()) {
    for (const [name, listener] of listenersOf(emitter)) {
      const isOwn = own[at].some(([ofName, each]) => ofName === name && each === listener)
      if (!isOwn) emitter.removeListener(name, listener)
    }
  }
  process.emitWarning = emitWarning
  process.exitCode = undefined
  process.chdir(home)
}
