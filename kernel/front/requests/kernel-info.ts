/** kernel_info_request: what a front end needs to know before anything else; answered without the cell host. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion } from '../../wire/message'
import type { KernelInfo, Ok } from '../../wire/requests'

/** From kernel/front/requests, compiled or not, up to the package. */
const packageFile = [3, 4].map(up => join(__dirname, ...Array<string>(up).fill('..'), 'package.json'))

export function kernelInfo(): Ok<KernelInfo> {
  const version = packageVersion()
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'tasklab',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: '7.0',
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `tasklab ${version}: TypeScript with tasks, retries and states. Node ${process.versions.node}`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: 'https://nodejs.org/api/' },
    ],
    supported_features: [],
  }
}

function packageVersion(): string {
  for (const file of packageFile) {
    try {
      const parsed: { readonly name?: unknown; readonly version?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
      if (parsed.name === 'tasklab' && typeof parsed.version === 'string') return parsed.version
    } catch {
      // not this one
    }
  }
  return '0.0.0'
}
