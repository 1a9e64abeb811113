/** The name of the seasons of tests: their runs are `run-sketched.<contestant>`. */
export const SEASON = 'sketched'
export const TAPE = 'sketched-tape'
export const FILE = { file: 'sketch.csv', rows: 1000, sha256: '00' }
