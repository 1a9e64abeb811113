import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedLedger, eventStoreLedger, memoryLedger } from '@gridledger/replayer'
import {
  type ContractServer,
  NODE_START_MILLISECONDS,
  ledgerAt,
  realServers,
} from '../eventStore/realServers'
import { testServer } from '../eventStore/testServer'
import { valueOf } from './asking'
import { ledgerContract } from './ledgerContract'

/** The embedded ledger gives eight links of the chain at once, the others one. */
const [EIGHT_LINKS, TWO_LINKS] = [33_000, 8200]

ledgerContract(
  'memory ledger',
  () => {
    const ledger = memoryLedger()
    return { ledger, elsewhere: ledger, dispose: () => undefined }
  },
  TWO_LINKS,
)

ledgerContract(
  'embedded ledger',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gridledger-'))
    const path = join(folder, 'ledger.db')
    const [ledger, elsewhere] = [valueOf(embeddedLedger(path)), valueOf(embeddedLedger(path))]
    return {
      ledger,
      elsewhere,
      dispose: () => {
        ledger.close()
        elsewhere.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
  EIGHT_LINKS,
)

/** The contract on servers, a ledger of its own for each test. */
function serverContract(name: string, start: () => Promise<ContractServer>): void {
  describe(`EventStoreDB on ${name}`, () => {
    let server: ContractServer
    let opened = 0
    beforeAll(async () => {
      server = await start()
    }, NODE_START_MILLISECONDS)
    afterAll(() => server.dispose())
    ledgerContract(
      'ledger',
      () => {
        opened += 1
        const address = ledgerAt(server.address(), `contract-${Date.now().toString(36)}-${opened}`)
        const [ledger, elsewhere] = [
          valueOf(eventStoreLedger(address)),
          valueOf(eventStoreLedger(address)),
        ]
        return {
          ledger,
          elsewhere,
          dispose: () => {
            ledger.close()
            elsewhere.close()
          },
        }
      },
      TWO_LINKS,
    )
  })
}

serverContract('the test server of the protocol', async () => {
  const { address, dispose } = await testServer()
  return { address: () => `${address()}?tls=false`, dispose }
})
for (const { name, start, missing } of realServers()) {
  if (missing === null) serverContract(name, start)
  else it.skip(`EventStoreDB on ${name}: ${missing}`, () => undefined)
}
