/** kernel_info_request: what a front end needs to know before anything else; answered without the cell host. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion } from '../../wire/message'
import type { KernelInfo, Ok } from '../../wire/requests'

/** From kernel/front/requests, compiled or not, up to the package. */
const packageFile = [3, 4].map(up => join(__dirname, ...Array<string>(up).fill('..'), 'package.json'))

export function kernelInfo(): Ok<KernelInfo> {
  const { own: version, typescript } = versions()
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'tasklab',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: typescript,
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

interface Versions {
  readonly own: string
  /** Of the compiler whose language server tells the types. */
  readonly typescript: string
}

function versions(): Versions {
  for (const file of packageFile) {
    try {
      const { name, version, dependencies }: Package = JSON.parse(readFileSync(file, 'utf8'))
      const typescript = dependencies?.typescript7?.split('@').at(-1) // npm:typescript@7.0.2
      if (name === 'tasklab' && version !== undefined)
        return { ...fallback, own: version, ...(typescript && { typescript }) }
    } catch {
      // not this one
    }
  }
  return fallback
}

const fallback: Versions = { own: '0.0.0', typescript: '7.0' }

interface Package {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: { readonly typescript7?: string }
}
