/**
 * Imported first by every process of the kernel: V8's code cache, which spares each start the compilation of our files.
 * A folder that cannot be written costs nothing but that.
 */

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { homeFolder } from './home'

/** One for each user: the usual one, in the folder for temporary files, belongs to whoever came first. */
function cacheFolder(): string {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env
  return NODE_COMPILE_CACHE ?? join(XDG_CACHE_HOME ?? join(homeFolder(), '.cache'), 'tasklab', 'compiled')
}

enableCompileCache(cacheFolder())
