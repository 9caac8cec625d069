import { MagicKernel } from './magic-kernel'
async function main() {
  for (let i = 0; i < 12; i++) {
    const magic = await MagicKernel.start()
    await magic.run('const numbers = [3, 4]')
    for (let j = 0; j < 3; j++) {
      const late = setTimeout(() => { console.log('HANG', i, j, where); process.exit(1) }, 8000)
      let where = 'begin'
      const { done } = await magic.begin("console.log('go')\n%timeit -n 1 -r 1 while (true) {}", 'go')
      where = 'interrupt'
      const t = performance.now()
      await magic.interrupt()
      where = 'done'
      const a = await done
      where = 'after'
      await magic.run('numbers[1]')
      clearTimeout(late)
      console.log(i, j, a.reply.ename, a.reply.evalue, (performance.now() - t).toFixed(0))
    }
    await magic.stop()
  }
}
void main()
