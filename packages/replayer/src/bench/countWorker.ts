import { serveJobs } from '../workers/serveJobs'
import { countWork } from './countWork'

serveJobs(countWork)
