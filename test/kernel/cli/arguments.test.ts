import { strict as assert } from 'node:assert'
import { type Options, readArguments } from '../../../kernel/cli/arguments'
import { nearest } from '../../../kernel/cli/nearest'

const options = {
  verbose: { type: 'boolean', help: '' },
  output: { type: 'string', short: 'o', value: 'FILE', help: '' },
  parameter: { type: 'string', short: 'p', multiple: true, help: '' },
} as const satisfies Options

describe('readArguments', () => {
  it('reads options before, between and after the operands', () => {
    const { values, operands } = readArguments(
      options,
      ['A', 'B'],
      ['--verbose', 'a', '-p', 'x=1', 'b', '--output=-', '-py=2'],
    )
    assert.deepEqual({ ...values }, { verbose: true, parameter: ['x=1', 'y=2'], output: '-' })
    assert.deepEqual(operands, ['a', 'b'])
  })

  it('takes everything after -- for operands', () => {
    assert.deepEqual(readArguments(options, ['A'], ['--', '--verbose']).operands, ['--verbose'])
  })

  it('takes an operand in brackets where there is one, and one with … as often as it comes', () => {
    assert.deepEqual(readArguments(options, ['A', '[B]'], ['a']).operands, ['a'])
    assert.deepEqual(readArguments(options, ['A', '[B]'], ['a', 'b']).operands, ['a', 'b'])
    assert.throws(() => readArguments(options, ['A', '[B]'], ['a', 'b', 'c']), /Unexpected argument "c"/)
    assert.deepEqual(readArguments(options, ['A…'], ['a', 'b', 'c']).operands, ['a', 'b', 'c'])
    assert.throws(() => readArguments(options, ['A…'], []), { message: 'A is missing.' })
  })

  const faults: readonly [string, readonly string[], string, string][] = [
    ['an unknown option', ['a', '--colour'], 'Unknown option "--colour".', 'See tasklab --help.'],
    ['a mistyped option', ['a', '--outptu', 'x'], 'Unknown option "--outptu".', 'Did you mean "--output"?'],
    ['an unknown letter', ['a', '-x'], 'Unknown option "-x".', 'See tasklab --help.'],
    [
      "a name of JavaScript's own objects",
      ['a', '--constructor'],
      'Unknown option "--constructor".',
      'See tasklab --help.',
    ],
    ['an option without its value', ['a', '--output'], '--output needs a value: --output FILE.', 'See tasklab --help.'],
    [
      'an option that takes another for its value',
      ['a', '-o', '--verbose'],
      '-o needs a value: -o FILE.',
      'See tasklab --help.',
    ],
    ['a value that is not wanted', ['a', '--verbose=1'], '--verbose takes no value, got "1".', 'See tasklab --help.'],
    ['an option that is given twice', ['a', '-o', 'x', '-o', 'y'], '-o is given twice.', 'See tasklab --help.'],
    ['a missing operand', [], 'A is missing.', 'See tasklab --help.'],
    ['one operand too many', ['a', 'b'], 'Unexpected argument "b".', 'See tasklab --help.'],
  ]
  for (const [what, argv, message, hint] of faults) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readArguments(options, ['A'], argv), { name: 'KernelError', code: 'usage', message, hint })
    })
  }
})

describe('nearest', () => {
  const known = ['install', 'uninstall', 'run', 'lab']
  for (const [word, expected] of [
    ['rnu', 'run'],
    ['Run', 'run'],
    ['instal', 'install'],
    ['unistall', 'uninstall'],
    ['xyz', undefined],
    ['ls', undefined],
    ['', undefined],
  ] as const) {
    it(`takes "${word}" for ${expected ?? 'none of the commands'}`, () => {
      assert.equal(nearest(word, known), expected)
    })
  }
})
