import {
  HASH,
  NONE,
  PACK,
  SLOTS,
  begin,
  end,
  ended,
  isBegun,
  isFree,
  isRowMemory,
  jobOf,
  post,
  rowMemory,
  rowQueue,
} from './rowQueue'

const told = (work: number) => ({ work, columns: 3, rows: 4096, length: 0, before: NONE })

describe('a job of a queue', () => {
  it('is begun by one thread alone', () => {
    const memory = rowMemory()
    const [first, second] = [rowQueue(memory), rowQueue(memory)]
    post(first, 0, told(PACK))
    expect(isFree(second, 0)).toBe(true)
    expect(begin(second, 0)).toBe(true)
    expect(begin(first, 0)).toBe(false)
    expect([isBegun(first, 0), isFree(first, 0)]).toEqual([true, false])
    expect(jobOf(second, 0)).toEqual(told(PACK))
    end(second, 0, true)
    expect(begin(first, 0)).toBe(false)
    expect(ended(first, 0)).toBe(true)
  })

  it('may end without having been done', () => {
    const queue = rowQueue(rowMemory())
    post(queue, 0, told(HASH))
    begin(queue, 0)
    end(queue, 0, false)
    expect(ended(queue, 0)).toBe(false)
  })

  it('is never taken for one that lay where it lies', () => {
    const queue = rowQueue(rowMemory())
    for (let job = 0; job < 6 * SLOTS; job += 1) {
      expect(begin(queue, job)).toBe(false)
      post(queue, job, told(PACK))
      if (job >= 2 * SLOTS) expect(begin(queue, job - 2 * SLOTS)).toBe(false)
      expect(begin(queue, job)).toBe(true)
      end(queue, job, true)
    }
  })

  it('that makes a hash is not free: it may need another', () => {
    const queue = rowQueue(rowMemory())
    post(queue, 0, told(HASH))
    expect(isFree(queue, 0)).toBe(false)
  })
})

it.each([undefined, null, {}, { control: 1, bytes: 2 }, { bytes: new SharedArrayBuffer(1) }])(
  '%j is not the memory of a queue',
  (value) => {
    expect(isRowMemory(value)).toBe(false)
  },
)
