// Two clients of one process, each with an append that is pending: the connection of the second is
// cut, and then the answer to the first comes.
const { EventStoreDBClient, NO_STREAM, jsonEvent } = require('@eventstore/db-client')

const address = process.argv[2].replace('/x', '')
const append = (stream, host) => {
  // Clients of one address would share a connection.
  const client = EventStoreDBClient.connectionString(address.replace('127.0.0.1', host))
  const event = jsonEvent({ type: 'Made', data: {} })
  return client
    .appendToStream(stream, event, { expectedRevision: NO_STREAM, deadline: 5000 })
    .then(() => console.log('done'))
    .catch((error) => console.log(`rejected: ${error.message}`))
}

void append('late-answer', '127.0.0.1')
setTimeout(() => append('cut', 'localhost'), 200)
setTimeout(() => process.exit(0), 3000)
