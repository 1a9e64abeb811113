import type { Projection } from '@gridledger/projections'

const broken: Projection<{ fills: number }> = {
  name: 'broken',
  version: 1,
  initialView: { fills: 0 },
  on: {
    OrderFilled: (view) => {
      view.fills += 1
      return view
    },
  },
}
export default broken
