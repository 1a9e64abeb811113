import { Command } from 'commander'
export function stressCommand(): Command {
  return new Command('stress')
}
