// Unpacks the Chromium that comes as a package into the folder for temporary files, and prints where
// the program and the libraries lie that a bare machine lacks. A process of its own: the package is a
// module that Jest does not load, and it takes its folder from TMPDIR.
import chromium, { inflate } from '@sparticuz/chromium'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const bin = join(
  dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
  '..',
  'bin',
)
chromium.setGraphicsMode = false
const program = await chromium.executablePath()
const libraries = await inflate(join(bin, 'al2023.tar.br'))
console.log(JSON.stringify({ program, libraries: join(libraries, 'lib') }))
