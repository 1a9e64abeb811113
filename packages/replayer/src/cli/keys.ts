import { type Key as Pressed, emitKeypressEvents } from 'node:readline'
import type { ReadStream } from 'node:tty'
import { Observable } from 'rxjs'
import type { PaceKey } from '../season/pace'

/** What a key asks for. */
export type Key = PaceKey | 'quit' | 'interrupt'

/** The keys that a person presses; the terminal is as it was before once nobody listens any more. */
export function keysOf(input: ReadStream): Observable<Key> {
  return new Observable((subscriber) => {
    const press = (_text: string | undefined, pressed: Pressed) => {
      const key = keyOf(pressed)
      if (key !== undefined) subscriber.next(key)
    }
    emitKeypressEvents(input)
    input.setRawMode(true)
    input.on('keypress', press)
    input.resume()
    return () => {
      input.removeListener('keypress', press)
      input.setRawMode(false)
      input.pause()
    }
  })
}

function keyOf({ name, sequence, ctrl }: Pressed): Key | undefined {
  if (ctrl === true) return name === 'c' ? 'interrupt' : undefined
  if (sequence === '+' || sequence === '=') return 'faster'
  if (sequence === '-') return 'slower'
  switch (name) {
    case 'space':
      return 'pause'
    case 'right':
    case 'n':
      return 'step'
    case 'q':
      return 'quit'
    default:
      return undefined
  }
}
