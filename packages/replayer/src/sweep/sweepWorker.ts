import { serveJobs } from '../workers/serveJobs'
import { sweepWork } from './sweepWork'

serveJobs(sweepWork)
