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

/** More ticks than are given at once: eight links of the chain by the embedded ledger, one by the others. */
const [OVER_EIGHT_LINKS, OVER_A_LINK] = [33_000, 4200]

ledgerContract(
  'memory ledger',
  () => {
    const ledger = memoryLedger()
    return { ledger, elsewhere: ledger, dispose: () => undefined }
  },
  OVER_A_LINK,
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
  OVER_EIGHT_LINKS,
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
      OVER_A_LINK,
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
