/** A figure over two variables. */
export interface HeatMap {
  readonly title: string
  readonly figure: string
  readonly better: 'higher' | 'lower'
  readonly x: HeatAxis
  readonly y: HeatAxis
  /** By row of y, from its first value on; null where no combination started. */
  readonly cells: readonly (readonly (number | null)[])[]
}

export interface HeatAxis {
  readonly name: string
  readonly values: readonly string[]
}

/** More would be less than a pixel each. */
export const MOST_HEAT_VALUES = 400

/**
 * Viridis (van der Walt and Smith 2015), which is as even in lightness as in hue: it reads in grey and
 * for the colour-blind. Its colours at even distances, from the worst to the best.
 */
const SCALE = [
  '#440154',
  '#472d7b',
  '#3b528b',
  '#2c728e',
  '#21918c',
  '#28ae80',
  '#5ec962',
  '#addc30',
  '#fde725',
]

const PLOT = { left: 110, top: 64, width: 640, height: 400 }
const WIDTH = 900
const HEIGHT = 540
const FONT = 'font-family="system-ui, sans-serif"'

/** The map as a picture of its own: title, axes, a cell a combination, a legend. */
export function heatMapSvg(map: HeatMap): string {
  const [low, high] = extentOf(map)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(`${map.title}: ${map.figure}`)}</title>`,
    '<defs><pattern id="refused" width="6" height="6" patternUnits="userSpaceOnUse">' +
      '<rect width="6" height="6" fill="#f2f2f2"/><path d="M0 6 6 0" stroke="#9a9a9a"/></pattern></defs>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(PLOT.left, 28, map.title, { size: 18 }),
    text(PLOT.left, 48, `${map.figure}; ${map.better} is better`, { size: 13 }),
    ...cells(map, low, high),
    ...axisLabels(map),
    ...legend(map, low, high),
    '</svg>',
    '',
  ].join('\n')
}

function extentOf({ cells: rows }: HeatMap): readonly [number, number] {
  const values = rows.flat().filter((value) => value !== null && Number.isFinite(value))
  return [
    values.reduce<number>((least, value) => Math.min(least, value ?? least), Infinity),
    values.reduce<number>((most, value) => Math.max(most, value ?? most), -Infinity),
  ]
}

/** The first value of y lies at the bottom, as on any chart. */
function cells(
  { x, y, cells: rows, better }: HeatMap,
  low: number,
  high: number,
): readonly string[] {
  const [width, height] = [PLOT.width / x.values.length, PLOT.height / y.values.length]
  return rows.flatMap((row, rowIndex) =>
    row.map((value, column) => {
      const left = PLOT.left + column * width
      const top = PLOT.top + PLOT.height - (rowIndex + 1) * height
      const fill = value === null ? 'url(#refused)' : colour(value, better, low, high)
      const where = `${x.name} ${x.values[column] ?? ''}, ${y.name} ${y.values[rowIndex] ?? ''}`
      const told = `${where}: ${value === null ? 'refused' : number(value)}`
      const place = `x="${size(left)}" y="${size(top)}" width="${size(width)}" height="${size(height)}"`
      return `<rect ${place} fill="${fill}"><title>${escaped(told)}</title></rect>`
    }),
  )
}

function colour(value: number, better: HeatMap['better'], low: number, high: number): string {
  const share = high === low ? 1 : (Math.min(high, Math.max(low, value)) - low) / (high - low)
  const steps = SCALE.length - 1
  const place = (better === 'higher' ? share : 1 - share) * steps
  const from = Math.min(steps - 1, Math.floor(place))
  const [a, b] = [channels(SCALE[from]), channels(SCALE[from + 1])]
  const mixed = a.map((channel, index) =>
    Math.round(channel + ((b[index] ?? 0) - channel) * (place - from)),
  )
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function channels(hex = '#000000'): readonly number[] {
  return [1, 3, 5].map((place) => Number.parseInt(hex.slice(place, place + 2), 16))
}

const MOST_LABELS = { x: 10, y: 14 }

function axisLabels({ x, y }: HeatMap): readonly string[] {
  const across = labelled(x.values, MOST_LABELS.x).map(({ value, place }) => {
    const left = PLOT.left + ((place + 0.5) * PLOT.width) / x.values.length
    return text(left, PLOT.top + PLOT.height + 20, value, { anchor: 'middle' })
  })
  const upwards = labelled(y.values, MOST_LABELS.y).map(({ value, place }) => {
    const top = PLOT.top + PLOT.height - ((place + 0.5) * PLOT.height) / y.values.length + 4
    return text(PLOT.left - 8, top, value, { anchor: 'end' })
  })
  const middle = PLOT.left + PLOT.width / 2
  const side = PLOT.top + PLOT.height / 2
  return [
    ...across,
    ...upwards,
    text(middle, PLOT.top + PLOT.height + 46, x.name, { anchor: 'middle', size: 13 }),
    `<text x="22" y="${size(side)}" transform="rotate(-90 22 ${size(side)})" ${FONT} font-size="13" fill="#222222" text-anchor="middle">${escaped(y.name)}</text>`,
  ]
}

/** Values at even distances, at most so many. */
function labelled(
  values: readonly string[],
  most: number,
): readonly { readonly value: string; readonly place: number }[] {
  const step = Math.ceil(values.length / most)
  return values.map((value, place) => ({ value, place })).filter(({ place }) => place % step === 0)
}

const LEGEND_STEPS = 40

function legend({ better, cells: rows }: HeatMap, low: number, high: number): readonly string[] {
  const left = PLOT.left + PLOT.width + 28
  const height = PLOT.height / LEGEND_STEPS
  const bars = Array.from({ length: LEGEND_STEPS }, (_, step) => {
    const value = low + ((high - low) * (step + 0.5)) / LEGEND_STEPS
    const top = PLOT.top + PLOT.height - (step + 1) * height
    return `<rect x="${left}" y="${size(top)}" width="20" height="${size(height + 0.5)}" fill="${colour(value, better, low, high)}"/>`
  })
  const labels = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const top = PLOT.top + PLOT.height * (1 - share) + 4
    return text(left + 26, top, number(low + (high - low) * share), {})
  })
  const isAnyRefused = rows.some((row) => row.includes(null))
  const top = PLOT.top + PLOT.height + 20
  const refused = [
    `<rect x="${left}" y="${top - 12}" width="20" height="14" fill="url(#refused)"/>`,
    text(left + 26, top, 'refused', {}),
  ]
  const scale = Number.isFinite(low) ? [...bars, ...labels] : []
  return isAnyRefused ? [...scale, ...refused] : scale
}

function text(
  x: number,
  y: number,
  content: string,
  { size: fontSize = 12, anchor = 'start' }: { readonly size?: number; readonly anchor?: string },
): string {
  const place = `x="${size(x)}" y="${size(y)}"`
  return `<text ${place} ${FONT} font-size="${fontSize}" fill="#222222" text-anchor="${anchor}">${escaped(content)}</text>`
}

const size = (value: number): string => String(Math.round(value * 100) / 100)

/** Four digits that tell. */
const number = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'none'

function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
