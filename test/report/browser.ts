import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`)
const installed = [process.env['CHROMIUM_PATH'] ?? '', ...SYSTEM].find((path) => existsSync(path))
/** The package holds a program for this platform alone. */
const isPackaged = process.platform === 'linux' && process.arch === 'x64'

export const describeInBrowser = installed !== undefined || isPackaged ? describe : describe.skip

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])

/**
 * A headless Chromium with a profile of its own: the one of CHROMIUM_PATH or of the system, else the
 * one that comes as a package, unpacked into a folder.
 */
export async function openBrowser(folder: string): Promise<Browser> {
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: FLAGS })
  const script = join(__dirname, 'unpackChromium.mjs')
  const env = { ...process.env, TMPDIR: folder }
  const { program, libraries } = JSON.parse(
    execFileSync(process.execPath, [script], { env, encoding: 'utf8' }),
  )
  try {
    return await chromium.launch({ executablePath: program, args: FLAGS })
  } catch {
    // A bare machine lacks libraries that the package brings along.
    const bare = { ...process.env, LD_LIBRARY_PATH: libraries }
    return chromium.launch({ executablePath: program, args: FLAGS, env: bare })
  }
}
