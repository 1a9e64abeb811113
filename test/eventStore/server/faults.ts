/** Calls of the protocol that a fault can strike. */
export type Method = 'append' | 'batchAppend' | 'read' | 'subscribe' | 'features'

/** What happens to a call instead of its answer. */
export type FaultKind =
  /** The connection is cut, before anything was done or after all was. */
  | 'cut'
  | 'cut-after'
  /** No answer ever comes, though the work may have been done. */
  | 'silent'
  | 'silent-after'
  /** The answer comes late. */
  | 'late'
  | 'not-ready'
  | 'not-leader'
  | 'access-denied'
  /** A read ends with an error after some of its events. */
  | 'cut-within'

export interface Fault {
  readonly method: Method
  readonly kind: FaultKind
  /** Calls that pass before the first that is struck. */
  readonly after?: number
  /** How many are struck; all from then on where it is absent. */
  readonly times?: number
  readonly milliseconds?: number
  /** Of the leader that another node names. */
  readonly port?: number
}

/** How often each method was called, and how many calls are open. */
export interface Counts {
  readonly calls: Readonly<Record<Method, number>>
  readonly open: number
}

export interface Faults {
  readonly add: (fault: Fault) => void
  readonly clear: () => void
  /** The fault that strikes this call; counts the call. */
  readonly strike: (method: Method) => Fault | undefined
  /** A read or subscription begins; ends when the answer is called. */
  readonly opened: () => () => void
  readonly counts: () => Counts
}

export function faults(): Faults {
  let active: { readonly fault: Fault; seen: number }[] = []
  const calls = { append: 0, batchAppend: 0, read: 0, subscribe: 0, features: 0 }
  let open = 0
  return {
    add: (fault) => {
      active.push({ fault, seen: 0 })
    },
    clear: () => {
      active = []
    },
    strike: (method) => {
      calls[method] += 1
      const struck = active.filter(({ fault }) => fault.method === method)
      for (const one of struck) one.seen += 1
      return struck.find(({ fault: { after = 0, times = Infinity }, seen }) => {
        return seen > after && seen <= after + times
      })?.fault
    },
    opened: () => {
      open += 1
      let isOpen = true
      return () => {
        if (isOpen) open -= 1
        isOpen = false
      }
    },
    counts: () => ({ calls: { ...calls }, open }),
  }
}
