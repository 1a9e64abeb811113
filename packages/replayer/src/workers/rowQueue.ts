/** Bytes of 4,096 rows of the widest type. */
export const SLOT_BYTES = 160 * 1024
/** Jobs that lie in memory at once; twice as many are known of, for one may need the hash of another. */
export const SLOTS = 32
const RECORDS = 2 * SLOTS
const HASH_BYTES = 32

/** Numbers that are kept of all jobs, and of each. */
const [POSTED, SERVED, SHARED_FIELDS] = [0, 1, 2]
const [STATE, WORK, COLUMNS, ROWS, LENGTH, BEFORE, FIELDS] = [0, 1, 2, 3, 4, 5, 6]

/** A job's state is its number times five and one of these, so that no state comes twice. */
const [WAITING, BEGUN, DONE, FAILED, STATES] = [1, 2, 3, 4, 5]

/** What is done to rows: they are hashed as a link of a chain, or packed to a page. */
export const [HASH, PACK] = [0, 1]

/** The job before of one that needs none. */
export const NONE = -1

/** What a job needs to be told besides the bytes in its slot. */
export interface RowJob {
  /** `HASH` or `PACK`. */
  readonly work: number
  readonly columns: number
  readonly rows: number
  /** Bytes of a page. */
  readonly length: number
  /** The job that makes the hash which this one begins with; `NONE` where it stands in `given`. */
  readonly before: number
}

/**
 * Jobs on rows in memory that two threads have: the first posts them, the second does one after the
 * other, and the first does itself what it needs and the second has not begun.
 */
export interface RowQueue {
  readonly control: Int32Array<SharedArrayBuffer>
  readonly slots: readonly RowSlot[]
  readonly hashes: readonly RowHashes[]
}

/** The memory of a job: one column of numbers after the other, or the bytes of a page. */
export interface RowSlot {
  readonly bytes: Uint8Array
  readonly numbers: Float64Array
}

/** The hash that a link begins with, and its own. */
export interface RowHashes {
  readonly given: Uint8Array
  readonly result: Uint8Array
}

/** What a queue lies in: it crosses to the other thread as it is. */
export interface RowMemory {
  readonly control: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
}

export function isRowMemory(value: unknown): value is RowMemory {
  if (typeof value !== 'object' || value === null) return false
  if (!('control' in value && 'bytes' in value)) return false
  return value.control instanceof SharedArrayBuffer && value.bytes instanceof SharedArrayBuffer
}

export function rowMemory(): RowMemory {
  return {
    control: new SharedArrayBuffer(4 * (SHARED_FIELDS + RECORDS * FIELDS)),
    bytes: new SharedArrayBuffer(SLOTS * SLOT_BYTES + RECORDS * 2 * HASH_BYTES),
  }
}

export function rowQueue({ control, bytes }: RowMemory): RowQueue {
  const hashAt = (index: number) =>
    new Uint8Array(bytes, SLOTS * SLOT_BYTES + index * HASH_BYTES, HASH_BYTES)
  return {
    control: new Int32Array(control),
    slots: Array.from({ length: SLOTS }, (_, slot) => ({
      bytes: new Uint8Array(bytes, slot * SLOT_BYTES, SLOT_BYTES),
      numbers: new Float64Array(bytes, slot * SLOT_BYTES, SLOT_BYTES / 8),
    })),
    hashes: Array.from({ length: RECORDS }, (_, record) => ({
      given: hashAt(2 * record),
      result: hashAt(2 * record + 1),
    })),
  }
}

const placeOf = (job: number, field: number) => SHARED_FIELDS + (job % RECORDS) * FIELDS + field
const stateOf = (job: number, state: number) => job * STATES + state

/** The memory of a job: free once the job `SLOTS` before it was taken. */
export const slotOf = ({ slots }: RowQueue, job: number): RowSlot => there(slots[job % SLOTS])

export const hashesOf = ({ hashes }: RowQueue, job: number): RowHashes =>
  there(hashes[job % RECORDS])

export function jobOf({ control }: RowQueue, job: number): RowJob {
  const field = (name: number) => there(control[placeOf(job, name)])
  return {
    work: field(WORK),
    columns: field(COLUMNS),
    rows: field(ROWS),
    length: field(LENGTH),
    before: field(BEFORE),
  }
}

/** Gives a job, whose slot is filled, to the second thread. */
export function post({ control }: RowQueue, job: number, told: RowJob): void {
  control[placeOf(job, WORK)] = told.work
  control[placeOf(job, COLUMNS)] = told.columns
  control[placeOf(job, ROWS)] = told.rows
  control[placeOf(job, LENGTH)] = told.length
  control[placeOf(job, BEFORE)] = told.before
  Atomics.store(control, placeOf(job, STATE), stateOf(job, WAITING))
  Atomics.store(control, POSTED, job + 1)
  Atomics.notify(control, POSTED)
}

/** Says how long the page is that a job has made. */
export function setLength({ control }: RowQueue, job: number, length: number): void {
  control[placeOf(job, LENGTH)] = length
}

/** Whether this thread is to do a job, since no other one has begun it. */
export function begin({ control }: RowQueue, job: number): boolean {
  const waiting = stateOf(job, WAITING)
  const found = Atomics.compareExchange(control, placeOf(job, STATE), waiting, stateOf(job, BEGUN))
  return found === waiting
}

/** Whether a job is being done. */
export function isBegun({ control }: RowQueue, job: number): boolean {
  return Atomics.load(control, placeOf(job, STATE)) === stateOf(job, BEGUN)
}

/** Whether a job that needs no other one has not begun. */
export function isFree({ control }: RowQueue, job: number): boolean {
  const isWaiting = Atomics.load(control, placeOf(job, STATE)) === stateOf(job, WAITING)
  return isWaiting && control[placeOf(job, WORK)] !== HASH
}

/** Ends a job that this thread has begun. */
export function end({ control }: RowQueue, job: number, isDone: boolean): void {
  Atomics.store(control, placeOf(job, STATE), stateOf(job, isDone ? DONE : FAILED))
  Atomics.notify(control, placeOf(job, STATE))
}

/** Counted, for a process may be stopped for longer than that. */
const [WAITS, WAIT_MILLISECONDS] = [600, 100]

/** Waits for a job that another thread has begun; returns whether that could do it. */
export function ended({ control }: RowQueue, job: number): boolean {
  const place = placeOf(job, STATE)
  const begun = stateOf(job, BEGUN)
  for (let waits = 0; Atomics.load(control, place) === begun; waits += 1) {
    if (waits === WAITS) throw new Error(`job ${job} was begun by a thread that has not ended it`)
    Atomics.wait(control, place, begun, WAIT_MILLISECONDS)
  }
  return Atomics.load(control, place) !== stateOf(job, FAILED)
}

/** Does what is posted, one job after the other, as long as the thread lives. */
export function serve(queue: RowQueue, work: (job: number) => boolean): never {
  const { control } = queue
  Atomics.store(control, SERVED, 1)
  for (let job = 0; ; job += 1) {
    while (Atomics.load(control, POSTED) === job) Atomics.wait(control, POSTED, job)
    if (begin(queue, job)) end(queue, job, work(job))
  }
}

/** Whether a thread serves the queue. */
export const isServed = ({ control }: RowQueue): boolean => Atomics.load(control, SERVED) === 1

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a job without its memory')
  return value
}
