import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedLedger, eventStoreLedger, memoryLedger } from '@gridledger/replayer'
import { type TestServer, testServer } from '../eventStore/testServer'
import { valueOf } from './asking'
import { ledgerContract } from './ledgerContract'

ledgerContract('memory ledger', () => {
  const ledger = memoryLedger()
  return { ledger, elsewhere: ledger, dispose: () => undefined }
})

ledgerContract('embedded ledger', () => {
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
})

describe('on a server of the protocol', () => {
  let server: TestServer
  let opened = 0
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.dispose())
  ledgerContract('EventStoreDB ledger', () => {
    opened += 1
    const address = `${server.address()}/contract-${opened}?tls=false`
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
  })
})
