export { CHART_WIDTH, FAINT, INK, svgOf } from '../../packages/replayer/src/project/svg'

/** A colour a contestant, told apart by the colour-blind as well. */
export const COLOURS: Readonly<Record<string, string>> = {
  claude: '#d55e00',
  'gpt-5': '#009e73',
  gemini: '#0072b2',
  deepseek: '#56b4e9',
  'grok-4': '#4d4d4d',
  qwen3: '#cc79a7',
}
