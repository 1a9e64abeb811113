#!/usr/bin/env node
'use strict'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`gridledger: expected Node 22.15 or later, found ${process.versions.node}`)
  process.exit(2)
}

// node:sqlite still announces itself as experimental; that is not the reader's concern.
const emitWarning = process.emitWarning
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes('SQLite is an experimental feature')) emitWarning(warning, ...rest)
}

const { existsSync } = require('node:fs')
const { join } = require('node:path')
require('node:module').enableCompileCache?.()
const main = join(__dirname, '..', 'dist', 'cli', 'main.js')
if (!existsSync(main)) {
  console.error(
    'gridledger: not built yet; `npm start` or `npm run build` in the project builds it',
  )
  process.exit(2)
}
require(main)
