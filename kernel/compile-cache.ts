/**
 * Imported first by every process of the kernel: V8's code cache, which spares each start the compilation of our files.
 * A folder that cannot be written costs nothing but that.
 */

import { enableCompileCache } from 'node:module'

enableCompileCache()
