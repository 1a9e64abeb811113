// Every liquidation and every stop of all seasons, with the event of another stream that caused it:
// the check that found too little equity, or the tick that reached the threshold.
function happened(state, event) {
  var type = event.eventType
  var cause = event.metadata.cause
  // Of a ledger with a name all streams end with `@` and that name; causes are written without it.
  var end = event.streamId.indexOf('@')
  var ledger = end < 0 ? '' : event.streamId.slice(end)
  state.count[type] = (state.count[type] || 0) + 1
  state.events.push({
    event: event.sequenceNumber + '@' + event.streamId,
    type: type,
    timeMicros: event.metadata.timeMicros,
    cause: cause.revision + '@' + cause.stream + ledger,
  })
}

fromCategory('run').when({
  $init: function () {
    return { count: {}, events: [] }
  },
  PositionLiquidated: happened,
  TakeProfitTriggered: happened,
  StopLossTriggered: happened,
})
