// Runs in the page: how many pixels of a chart's canvases have each of these colours of its style sheet.
;(chart, colours) => {
  const style = getComputedStyle(document.documentElement)
  const wanted = colours.map((name) => {
    const hex = style.getPropertyValue(`--${name}`).trim()
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  })
  const counts = colours.map(() => 0)
  for (const canvas of document.querySelectorAll(`${chart} canvas`)) {
    if (canvas.width === 0 || canvas.height === 0) continue
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    for (let at = 0; at < data.length; at += 4) {
      wanted.forEach((colour, index) => {
        const isNear = colour.every((value, part) => Math.abs(value - data[at + part]) < 10)
        if (isNear && data[at + 3] > 200) counts[index] += 1
      })
    }
  }
  return counts
}
