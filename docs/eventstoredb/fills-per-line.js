// How often each line of each grid was bought and sold at: one state for `RUN:LINE`, and one for
// `RUN:market`, where no line was.
fromCategory('run')
  .partitionBy(function (event) {
    var line = event.data.line
    return event.streamId + ':' + (line === null ? 'market' : line)
  })
  .when({
    $init: function () {
      return { buys: 0, sells: 0 }
    },
    OrderFilled: function (state, event) {
      if (event.data.side === 'buy') state.buys += 1
      else state.sells += 1
    },
  })
