import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Failure } from '../failure'

/** A package of others that does some of what is done here; never installed but where it is asked for. */
export interface PeerPackage {
  readonly name: string
  readonly version: string
  /** What it uses and does not bring along. */
  readonly beside?: readonly string[]
}

/**
 * Installs a package into a folder, without its scripts; what loads it, or one that it brings along.
 * Throws Failure (outside) where it cannot be had.
 */
export function installPeer(
  folder: string,
  { name, version, beside = [] }: PeerPackage,
): (module: string) => unknown {
  const manifest = join(folder, 'package.json')
  writeFileSync(manifest, '{ "private": true }')
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error']
  const { status, stderr, error } = spawnSync(
    'npm',
    ['install', ...flags, `${name}@${version}`, ...beside],
    {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  )
  if (status === 0) return createRequire(manifest)
  const said = error === undefined ? stderr.trim() : error.message
  const message = `${name}@${version} could not be installed: ${said}`
  throw new Failure({ kind: 'outside', message })
}
