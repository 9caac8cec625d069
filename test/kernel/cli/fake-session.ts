/** Starts the fake kernel of fake-kernel.ts the way `tasklab run` starts the real one. */

import { join } from 'node:path'
import { KernelSession, type SessionOptions } from '../../../kernel/cli/kernel-session'
import type { KernelSpec } from '../../../kernel/cli/kernelspec'

const root = join(__dirname, '..', '..', '..')

/** @param start one of the ways to start that fake-kernel.ts knows. */
export function fakeSpec(start = ''): KernelSpec {
  return {
    argv: [process.execPath, '-r', 'ts-node/register', join(__dirname, 'fake-kernel.ts'), '{connection_file}'],
    display_name: 'Fake',
    language: 'typescript',
    interrupt_mode: 'message',
    env: { FAKE_KERNEL: start },
    metadata: {},
  }
}

export function openFake(start = '', options: Partial<SessionOptions> = {}): Promise<KernelSession> {
  return KernelSession.open(fakeSpec(start), { cwd: root, signal: new AbortController().signal, ...options })
}
