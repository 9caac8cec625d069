/** Loops of the top level, which work on copies. */

import { cases } from './case'

export const loops = cases([
  ['a counted loop', 'let s = 0\nfor (let i = 0; i < 1000; i++) s += i\ns', '499500'],
  [
    'a loop over a name of an earlier cell',
    ['let s = 0; const N = 10', 'for (let i = 0; i < N; i++) s += i', 's'],
    '45',
  ],
  ['a while loop', ['let i = 0', 'while (i < 5000) i++', 'i'], '5000'],
  ['a do loop', 'let i = 0\ndo { i += 2 } while (i < 9)\ni', '10'],
  [
    'a labelled loop',
    'let n = 0\nouter: for (let i = 0; i < 5; i++) { for (let j = 0; j < 5; j++) { if (j === 3) continue outer; if (i === 3) break outer; n++ } }\nn',
    '9',
  ],
  ['a loop that is broken out of', 'let n = 0\nfor (;;) { if (n++ > 10) break }\nn', '12'],
  ['a loop as a body', 'let n = 0\nif (true) for (let i = 0; i < 3; i++) n++\nelse n = 100\nn', '3'],
  ['a loop in a block', 'let n = 0\ntry { for (const v of [1, 2]) n += v; null!.x } catch { n *= 10 }\nn', '30'],
  [
    'a loop that calls and counts',
    ['let n = 0; const add = (a: number, b: number) => a + b', 'for (let i = 0; i < 3000; i++) n = add(n, 1)', 'n'],
    '3000',
  ],
  [
    'a loop over patterns',
    'const out: string[] = []\nfor (const [k, v] of Object.entries({ a: 1, b: 2 })) out.push(k + v)\nout',
    "[ 'a1', 'b2' ]",
  ],
  [
    'a loop that assigns to names in its head',
    ['let k, v', 'for ([k, v] of [[1, 2], [3, 4]]) ;', '[k, v]'],
    '[ 3, 4 ]',
  ],
  [
    'a loop with functions inside',
    'let total = 0\nfor (let i = 0; i < 3; i++) { const f = () => { total += i }; f() }\ntotal',
    '3',
  ],
  ['a loop that evaluates text', 'let e = 1\nfor (let i = 0; i < 2; i++) (0, eval)("e++")\ne', '3'],
  ['a loop with an inner var', ['for (let i = 0; i < 3; i++) { var lastOne = i }', 'lastOne'], '2'],
  ['a loop of shorthands', 'let a = 0\nlet o: any\nfor (let i = 0; i < 3; i++) { a = i; o = { a } }\no', '{ a: 2 }'],
  [
    'a loop that calls, with a name that is shadowed inside',
    [
      'let a = 0, b = 0\nconst id = (x: number) => x',
      'for (let i = 0; i < 500; i++) { if (i % 2) { let a = 5; a += id(1) } else { b += id(1) } }\na = b',
      '[a, b]',
    ],
    '[ 250, 250 ]',
  ],
  [
    'a loop sees what a module changes',
    'import { count, increment } from "./counter.mjs"\nconst start = count\nlet seen = 0\nfor (let i = 0; i < 3; i++) { increment(); seen = count - start }\nseen',
    '3',
  ],
  [
    'a loop in an async function',
    ['let n = 0', 'const run = async () => { for (let i = 0; i < 3; i++) { await i; n++ } }\nawait run()', 'n'],
    '3',
  ],
  [
    'two loops at the same time',
    [
      'let n = 0\nconst tick = async () => { for (let i = 0; i < 3; i++) { n++; await null } }',
      'await Promise.all([tick(), tick()])',
      'n',
    ],
    '6',
  ],
  [
    'a loop over a name that does not exist any more',
    ['throw new Error("x")\nlet never = 1', 'while (never < 3) never++'],
    { error: 'ReferenceError', message: 'never is not defined' },
  ],
  ['a loop that does not come to a later name', 'for (const v of []) later = v\nlet later = 1\nlater', '1'],
  [
    'a loop that catches the error of a later name',
    'let text = ""\nfor (let i = 0; i < 1; i++) { try { soon } catch (e) { text = (e as Error).message } }\nconst soon = 1\ntext',
    `"Cannot access 'soon' before initialization"`,
  ],
  ['a loop with a name that is shadowed inside', 'let a = 1\nfor (let i = 0; i < 2; i++) { let a = 5; a++ }\na', '1'],
  [
    'a quick loop over a name that a function uses',
    ['let q = 0\nconst see = () => q', 'for (let i = 0; i < 10; i++) q += Math.max(i, 5)', '[q, see()]'],
    '[ 60, 60 ]',
  ],
  [
    'a loop that meets a getter that uses its name',
    ['let g = 0\nconst o = { get next() { return ++g } }', 'for (let i = 0; i < 3; i++) g += o.next', 'g'],
    '7',
  ],
])
