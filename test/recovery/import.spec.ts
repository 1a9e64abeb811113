import { COMMANDS } from './commands'
import { disturbances } from './disturbances'

describe('an import', () => {
  disturbances(COMMANDS.import)
})
