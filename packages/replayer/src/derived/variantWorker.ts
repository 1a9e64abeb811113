import { serveJobs } from '../workers/serveJobs'
import { variants } from './variants'

serveJobs(variants)
