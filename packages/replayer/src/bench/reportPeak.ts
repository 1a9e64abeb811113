import { writeFileSync } from 'node:fs'

/* Loaded into a program before it starts: at its end the program leaves the most memory that it held,
 * in kibibytes, in the file that GRIDLEDGER_PEAK names. */
const file = process.env['GRIDLEDGER_PEAK']
if (file !== undefined)
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)))
