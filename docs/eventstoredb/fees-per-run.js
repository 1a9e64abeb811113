// Fills and fees of each run: one state for every stream of the category `run`.
// Fees are added as whole numbers of 1e-8 of the quote currency; sums of decimals would drift.
function add(state, fee) {
  state.fees += Math.round(Number(fee) * 1e8)
}

fromCategory('run')
  .foreachStream()
  .when({
    $init: function () {
      return { fills: 0, fees: 0 }
    },
    OrderFilled: function (state, event) {
      state.fills += 1
      add(state, event.data.fee)
    },
    PositionLiquidated: function (state, event) {
      add(state, event.data.fee)
    },
  })
