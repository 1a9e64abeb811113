import { at } from '../columns'
import { type Candles, candleColumns } from './candles'
import { type Random, normal, seededRandom, uniform } from './random'

/**
 * The variance of a Brownian path as a share of its squared high-low range: E[range²] = 4 ln 2 σ²T
 * (Parkinson 1980, The Extreme Value Method for Estimating the Variance of the Rate of Return).
 */
const BROWNIAN = 1 / (4 * 0.6931471805599453)

/**
 * Calibrated: the variance of the path over the Brownian one of the same range. A path of steps
 * sees less than a market's whole range, so its candles are somewhat short; this makes up for it.
 */
const NOISE = 1.06

/** Calibrated: the smaller a floor, the more a bar's knots (its parts) differ in activity. */
const KNOT_FLOOR = 0.07
const PART_FLOOR = 0.1

/** Calibrated: activity is drawn at this many evenly spaced knots of a bar, linear between. */
const KNOTS = 11

const STEPS_PER_PART = 10
const COURSES = 48

/** One coarse bar's figures in ticks. */
interface Bar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Levels and their times on the bar's clock, from the open at 0 to the close at 1. */
interface Course {
  readonly stops: readonly number[]
  readonly times: readonly number[]
}

/** What `bridge` refines candles into. */
export interface BridgeOptions {
  /** Refined bars in each coarse bar: 240 minutes in four hours. */
  readonly parts: number
  /** Length of a refined bar. */
  readonly intervalMicros: number
  /** A non-negative safe integer. */
  readonly seed: number
}

/**
 * Refines coarse candles: each becomes `parts` candles that aggregate to it exactly. What lies
 * between its four figures is invented, a function of the seed, the bar's index and its figures
 * alone. Inside a coarse bar each refined bar opens where the one before it closed.
 *
 * A path goes from the open over the two extremes, in either order, to the close, in up to three
 * Brownian bridges that stay between the extremes. It is made of integers, basic arithmetic and
 * square roots only, so that every engine gives the same bytes.
 *
 * Throws a RangeError when an option or a coarse candle is not what is described here.
 */
export function bridge(coarse: Candles, options: BridgeOptions): Candles {
  const { parts, intervalMicros, seed } = options
  requireInteger('parts', parts, 1)
  requireInteger('intervalMicros', intervalMicros, 1)
  requireInteger('seed', seed, 0)
  const refined = candleColumns(coarse.count * parts)
  const clock = new Float64Array(parts * STEPS_PER_PART + 1)
  const levels = new Float64Array(clock.length)
  for (let index = 0; index < coarse.count; index++) {
    const bar = barAt(coarse, index)
    const random = seededRandom(seed, index)
    drawClock(clock, random)
    drawPath(levels, clock, bar, random)
    for (let part = 0; part < parts; part++) {
      const row = index * parts + part
      refined.openTimeMicros[row] = at(coarse.openTimeMicros, index) + part * intervalMicros
      aggregate(levels, part * STEPS_PER_PART, refined, row)
    }
  }
  return refined
}

/**
 * Fills the clock with the share of the bar's activity that has passed at each step. Markets are
 * not evenly busy: the path is Brownian in this time, not in minutes.
 */
function drawClock(clock: Float64Array, random: Random): void {
  const steps = clock.length - 1
  const knots = new Float64Array(KNOTS)
  for (let knot = 0; knot < KNOTS; knot++) knots[knot] = 1 / (KNOT_FLOOR + uniform(random))
  let total = 0
  for (let step = 0; step < steps; step += STEPS_PER_PART) {
    const place = (step / steps) * (KNOTS - 1)
    const knot = Math.floor(place)
    const before = at(knots, knot)
    const busy = before + (at(knots, knot + 1) - before) * (place - knot)
    const activity = busy / (PART_FLOOR + uniform(random))
    for (let within = 1; within <= STEPS_PER_PART; within++) {
      total += activity
      clock[step + within] = total
    }
  }
  for (let step = 1; step <= steps; step++) clock[step] = at(clock, step) / total
}

/** Fills the levels, in whole ticks: one for each row of the clock. */
function drawPath(levels: Float64Array, clock: Float64Array, bar: Bar, random: Random): void {
  if (bar.high === bar.low) {
    levels.fill(bar.open)
    return
  }
  const { stops, times } = drawCourse(bar, random)
  levels[0] = bar.open
  let from = 0
  for (let leg = 1; leg < stops.length; leg++) {
    const latest = levels.length - stops.length + leg
    const to = Math.max(from + 1, Math.min(latest, stepAt(clock, at(times, leg))))
    levels[to] = at(stops, leg)
    walk(levels, clock, from, to, bar, random)
    from = to
  }
}

/**
 * Where the path turns and when. Out of many courses with either order of the extremes and
 * uniform times, one is chosen with a chance proportional to its likelihood for a Brownian path.
 */
function drawCourse(bar: Bar, random: Random): Course {
  const highFirst = stopsOf(bar, [bar.high, bar.low])
  const lowFirst = stopsOf(bar, [bar.low, bar.high])
  let chosen: Course = { stops: highFirst, times: [0, 1] }
  if (highFirst.length === 2) return chosen
  let total = 0
  for (let drawn = 0; drawn < COURSES; drawn++) {
    const stops = uniform(random) < 0.5 ? highFirst : lowFirst
    const one = uniform(random)
    const other = uniform(random)
    const times =
      stops.length === 3 ? [0, one, 1] : [0, Math.min(one, other), Math.max(one, other), 1]
    const weight = likelihood(stops, times, bar.high - bar.low)
    total += weight
    if (drawn === 0 || uniform(random) * total < weight) chosen = { stops, times }
  }
  return chosen
}

/** An extreme that is the open or the close is touched there, and is no turn. */
function stopsOf(bar: Bar, extremes: readonly number[]): readonly number[] {
  const turns = extremes.filter((extreme) => extreme !== bar.open && extreme !== bar.close)
  return [bar.open, ...turns, bar.close]
}

function likelihood(stops: readonly number[], times: readonly number[], range: number): number {
  let product = 1
  for (let leg = 1; leg < stops.length; leg++) {
    const distance = Math.abs(at(stops, leg) - at(stops, leg - 1)) / range
    const variance = NOISE * BROWNIAN * (at(times, leg) - at(times, leg - 1))
    product *= passage(distance, variance)
  }
  return product
}

/**
 * Density, up to a factor, of a Brownian path in the range 0 to 1 that gains this variance until
 * it first meets the end of the range this far away, and does not meet the other end (the first
 * three terms of the method of images; at distance 1, the limit of the first two).
 */
function passage(distance: number, variance: number): number {
  if (variance === 0) return 0
  const scale = 1 / (variance * Math.sqrt(variance))
  if (distance === 1) return scale * (1 / variance - 1) * decay(0.5 / variance)
  return (
    scale *
    (image(distance, variance) - image(2 - distance, variance) + image(2 + distance, variance))
  )
}

function image(distance: number, variance: number): number {
  return distance * decay((distance * distance) / (2 * variance))
}

/** About exp(-x) for x >= 0, and the same in every engine, which Math.exp is not. */
function decay(x: number): number {
  const y = x / 32
  let power = 1 / (1 + y * (1 + y / 2))
  for (let squaring = 0; squaring < 5; squaring++) power *= power
  return power
}

/** The first step at or after a time of the clock. */
function stepAt(clock: Float64Array, time: number): number {
  let low = 0
  let high = clock.length - 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (at(clock, middle) < time) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Fills the levels between two that are set with a bridge conditioned to stay inside the range.
 * The condition is a push off either end; what still gets out is reflected.
 */
function walk(
  levels: Float64Array,
  clock: Float64Array,
  from: number,
  to: number,
  bar: Bar,
  random: Random,
): void {
  const range = bar.high - bar.low
  const inset = range === 1 ? 0 : 1
  const floor = bar.low + inset
  const ceiling = bar.high - inset
  const variance = NOISE * BROWNIAN * range * range
  const target = at(levels, to)
  let level = at(levels, from)
  let left = variance * (at(clock, to) - at(clock, from))
  for (let step = from + 1; step < to; step++) {
    const gain = variance * (at(clock, step) - at(clock, step - 1))
    const deviation = Math.sqrt(gain)
    const pushed =
      gain *
      (push(level - bar.low, target - bar.low, left) -
        push(bar.high - level, bar.high - target, left))
    level +=
      ((target - level) * gain) / left +
      Math.max(-deviation, Math.min(deviation, pushed)) +
      deviation * Math.sqrt(1 - gain / left) * normal(random)
    if (level > ceiling) level = 2 * ceiling - level
    if (level < floor) level = Math.min(ceiling, 2 * floor - level)
    levels[step] = Math.floor(level + 0.5)
    left -= gain
  }
}

/**
 * What a Bessel bridge drifts away from 0 beyond what a Brownian one does, per variance gained:
 * (t/v) coth(xt/v) - t/v for a level x, a target t and a variance v left; near enough without exp.
 */
function push(level: number, target: number, left: number): number {
  const pull = target / left
  const distance = Math.max(level, 1)
  return Math.sqrt(pull * pull + 1 / (distance * distance)) - pull
}

function aggregate(levels: Float64Array, from: number, into: Candles, row: number): void {
  let high = at(levels, from)
  let low = high
  for (let step = from + 1; step <= from + STEPS_PER_PART; step++) {
    const level = at(levels, step)
    if (level > high) high = level
    if (level < low) low = level
  }
  into.openTicks[row] = at(levels, from)
  into.highTicks[row] = high
  into.lowTicks[row] = low
  into.closeTicks[row] = at(levels, from + STEPS_PER_PART)
}

function barAt(coarse: Candles, index: number): Bar {
  const open = at(coarse.openTicks, index)
  const high = at(coarse.highTicks, index)
  const low = at(coarse.lowTicks, index)
  const close = at(coarse.closeTicks, index)
  const whole = [open, high, low, close].every(Number.isSafeInteger)
  if (!whole || low > Math.min(open, close) || high < Math.max(open, close)) {
    throw new RangeError(
      `expected whole ticks with low <= open, close <= high in coarse candle ${index}, ` +
        `got open ${open}, high ${high}, low ${low}, close ${close}`,
    )
  }
  return { open, high, low, close }
}

function requireInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`expected ${name} to be an integer of at least ${least}, got ${value}`)
  }
}
