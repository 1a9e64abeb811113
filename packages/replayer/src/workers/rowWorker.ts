import { createHash } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import { encodePage } from '../ledger/pages'
import { rowBytes } from '../ledger/rowBytes'
import {
  HASH,
  NONE,
  SLOT_BYTES,
  ended,
  hashesOf,
  isRowMemory,
  jobOf,
  rowQueue,
  serve,
  setLength,
  slotOf,
} from './rowQueue'

const memory: unknown = workerData
if (!isRowMemory(memory)) throw new Error('expected the memory of a queue')
const queue = rowQueue(memory)
const words = new Int32Array(SLOT_BYTES / 4)

serve(queue, (job) => {
  try {
    return isDone(job)
  } catch {
    // The first thread does it again, and says what is wrong.
    return false
  }
})

function isDone(job: number): boolean {
  const { work, columns: width, rows, before } = jobOf(queue, job)
  const { bytes, numbers } = slotOf(queue, job)
  const columns = Array.from({ length: width }, (_, index) =>
    numbers.subarray(index * rows, (index + 1) * rows),
  )
  if (work === HASH) {
    if (before !== NONE && !ended(queue, before)) return false
    const { given, result } = hashesOf(queue, job)
    const previous = before === NONE ? given : hashesOf(queue, before).result
    const canonical = rowBytes(columns, 0, rows, words, 'rows')
    result.set(createHash('sha256').update(previous).update(canonical).digest())
  } else {
    const page = encodePage(columns, 0, rows)
    if (page.length > SLOT_BYTES) return false
    bytes.set(page)
    setLength(queue, job, page.length)
  }
  return true
}
