// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell look so

import { strict as assert } from 'node:assert'
import { piecesOf } from '../../../kernel/magics/interpolate'

const known = (name: string): boolean => ['name', 'list', 'process'].includes(name)

/** The text with what would be evaluated in angle brackets. */
function shown(text: string): string {
  return piecesOf(text, known)
    .map(piece => ('code' in piece ? `<${piece.code}>` : piece.text))
    .join('')
}

describe('{expression} in a command is evaluated', () => {
  const table: readonly (readonly [what: string, text: string, shown: string])[] = [
    ['a name', 'echo {name}!', 'echo <name>!'],
    [
      'an expression with braces of its own',
      'echo {list.map(a => { return a })}',
      'echo <list.map(a => { return a })>',
    ],
    ['a template', 'echo {`${name}`}', 'echo <`${name}`>'],
    ['two of them', '{name}{list[0]}', '<name><list[0]>'],
    ['not a name that does not exist', 'echo {nobody}', 'echo {nobody}'],
    ['not what is no expression', "awk '{print $1}'", "awk '{print $1}'"],
    ['not a list for the shell', 'touch {a,b}.txt {1..3}', 'touch {a,b}.txt {1..3}'],
    ['not a list of names that exist', 'touch {name,list}', 'touch {name,list}'],
    ['not the shell’s own variables', 'echo ${name} $name', 'echo ${name} $name'],
    ['not braces that are doubled', 'echo {{name}}', 'echo {name}'],
    ['not empty braces', 'find . -exec rm {} +', 'find . -exec rm {} +'],
    ['not a brace that is left open', 'echo {name', 'echo {name'],
  ]
  for (const [what, text, expected] of table) {
    it(what, () => assert.equal(shown(text), expected))
  }
})
