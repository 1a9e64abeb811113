import { join } from 'node:path'
import { started } from '../recovery/program'

const PROGRAM = join(__dirname, 'foldMany.cjs')
const [FEW, MANY] = [1_000_000, 10_000_000]
/** What ten times the events may cost more: less than a byte for each of them. */
const SPARE_BYTES = 8 * 1024 * 1024

/** How many bytes more the process has held at most after many events than after few of them. */
async function growth(env: Readonly<Record<string, string>> = {}): Promise<number> {
  const options = { env: { ...process.env, ...env } }
  const { ended } = started(process.execPath, [PROGRAM, String(FEW), String(MANY)], options)
  const { code, out, err } = await ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { folded, bytes } = JSON.parse(out)
  expect(folded).toBeGreaterThanOrEqual(MANY)
  return bytes[1] - bytes[0]
}

describe('a projection over ten million events', () => {
  it('holds no more than over a million', async () => {
    expect(await growth()).toBeLessThan(SPARE_BYTES)
  })

  it('is seen where its view grows', async () => {
    expect(await growth({ GROWS: '1' })).toBeGreaterThan(2 * SPARE_BYTES)
  })
})
