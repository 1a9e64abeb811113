import { serveJobs } from '../workers/serveJobs'
import { writeWork } from './fileWrite'

serveJobs(writeWork)
