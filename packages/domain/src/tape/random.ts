import { at } from '../columns'

/** The state of sfc32 (Chris Doty-Humphrey, PractRand): three words and a counter. */
export type Random = Int32Array

/** A generator for one purpose of a seed: `index` tells the purposes of one seed apart. */
export function seededRandom(seed: number, index: number): Random {
  const random = Int32Array.of(mix(seed), mix(Math.floor(seed / 4294967296)), mix(index), 1)
  for (let round = 0; round < 15; round++) nextWord(random)
  return random
}

/** The finaliser of splitmix32: one word to one word, no two alike. */
function mix(value: number): number {
  let word = (value + 0x9e3779b9) | 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}

function nextWord(random: Random): number {
  const b = at(random, 1)
  const c = at(random, 2)
  const counter = at(random, 3)
  const word = (at(random, 0) + b + counter) | 0
  random[0] = b ^ (b >>> 9)
  random[1] = (c + (c << 3)) | 0
  random[2] = (((c << 21) | (c >>> 11)) + word) | 0
  random[3] = (counter + 1) | 0
  return word
}

/** Uniform in [0, 1). */
export function uniform(random: Random): number {
  return (nextWord(random) >>> 0) / 4294967296
}

/** The sum of a word's four bytes: mean 0, variance 1 and near enough to normal. */
export function normal(random: Random): number {
  const word = nextWord(random)
  return ((word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24) - 510) / 147.8
}
