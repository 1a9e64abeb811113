import { COMMANDS } from './commands'
import { disturbances } from './disturbances'
import { reading } from './reading'

describe('a run', () => {
  disturbances(COMMANDS.run, (opened) => {
    describe('commands that read', () => {
      reading(opened)
    })
  })
})
