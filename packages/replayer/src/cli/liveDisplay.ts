import type { SeasonBatch, SeasonView } from '@gridledger/projections'
import { liveScreen } from './liveScreen'
import { type Display, eventLines, liveLines } from './liveText'

/** What is shown of a season at one moment. */
export interface LiveMoment {
  readonly view: SeasonView
  /** What has been added to the view since the moment before; null where nothing was. */
  readonly batch: SeasonBatch | null
  /** The market's clock. */
  readonly clockMicros: number
  /** How it goes on: its speed, or that it has ended. */
  readonly status: string
  /** Whether a screen is drawn anew; what comes between is only kept for it. */
  readonly isCurrent: boolean
}

export interface LiveDisplay {
  readonly show: (moment: LiveMoment) => void
  /** Leaves the last drawing there and gives the cursor back. */
  readonly end: () => void
}

/** More lines than a screen has rows would never be seen. */
const RECENT_LINES = 200

/** On a terminal a screen that is drawn again and again, else a line for each event. */
export function liveDisplay(display: Display): LiveDisplay {
  return process.stdout.isTTY ? onScreen(display) : asLines(display)
}

function asLines(display: Display): LiveDisplay {
  return {
    show: (moment) => {
      for (const line of eventLines(moment, display)) console.log(line)
    },
    end: () => undefined,
  }
}

function onScreen(display: Display): LiveDisplay {
  const screen = liveScreen(process.stdout)
  let recent: readonly string[] = []
  return {
    show: (moment) => {
      recent = [...recent, ...eventLines(moment, display, true)].slice(-RECENT_LINES)
      if (!moment.isCurrent) return
      const width = screen.columns()
      const room = screen.rows() - liveLines(moment, display, [], width).length
      screen.draw(liveLines(moment, display, room > 0 ? recent.slice(-room) : [], width))
    },
    end: screen.end,
  }
}
