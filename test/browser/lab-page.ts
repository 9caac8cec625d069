/**
 * One notebook in a browser's tab, used as a person does: by its menus, buttons and keys.
 * What only the page itself knows (is the kernel idle, which cell has run) is asked of JupyterLab's own application
 * object, so that no test waits for a time to pass.
 */

import { parse } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { JupyterLab } from './jupyter-lab'

/** As nbformat has it, texts joined. */
export interface ShownOutput {
  readonly output_type: string
  readonly name?: string
  readonly text?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly ename?: string
  readonly evalue?: string
}

const loadMs = 30_000
const runMs = 15_000

export type Theme = 'JupyterLab Light' | 'JupyterLab Dark'

/** JupyterLab, or Notebook 7, which is made of the same parts. */
export type Front = 'lab' | 'notebook'

export class LabPage {
  readonly page: Page
  readonly front: Front

  private constructor(page: Page, front: Front) {
    this.page = page
    this.front = front
  }

  /** Opens a notebook of the working folder, in a context of its own, and waits until its kernel can run cells. */
  static async open(
    browser: Browser,
    lab: JupyterLab,
    notebook: string,
    options: BrowserContextOptions = {},
    front: Front = 'lab',
  ): Promise<LabPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
    page.setDefaultTimeout(runMs)
    const path =
      front === 'lab' ? `/lab/workspaces/${parse(notebook).name}/tree/${notebook}?reset` : `/notebooks/${notebook}`
    await page.goto(lab.address(path))
    await page.waitForFunction(isSettled, undefined, { timeout: loadMs })
    return new LabPage(page, front)
  }

  /** Puts another notebook into the place of the one that is open; for JupyterLab alone. */
  async show(notebook: string): Promise<void> {
    // what is saved is closed without a question
    await this.command('docmanager:save')
    await this.command('application:close-all')
    await this.command('docmanager:open', { path: notebook })
    await this.settled()
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  /** Picks from the menu bar: `choose('Run', 'Run All Cells')`. */
  async choose(menu: string, entry: string | RegExp): Promise<void> {
    await this.page.locator('.lm-MenuBar-item', { hasText: menu }).first().click()
    await this.page.locator('.lm-Menu-item:visible', { hasText: entry }).first().click()
  }

  /** One of JupyterLab's commands, for what is not under test: `apputils:change-theme`. */
  async command(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.page.evaluate(
      ([id, given]) => (globalThis as unknown as LabWindow).jupyterapp.commands.execute(id, given),
      [name, args] as const,
    )
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.command('apputils:change-theme', { theme })
    await this.page.locator(`body[data-jp-theme-name="${theme}"]`).waitFor({ state: 'attached' })
  }

  /** Runs every cell by the menu, until the last one is done. */
  async runAll(): Promise<void> {
    await this.choose('Run', /^Run All Cells/)
    await this.settled()
  }

  /** Runs one cell as Ctrl-Enter does, and does not wait for it. */
  async startCell(index: number): Promise<void> {
    await this.cell(index).click({ position: { x: 4, y: 4 } })
    await this.page.keyboard.press('Control+Enter')
    await this.page.waitForFunction(hasBegun, index)
  }

  /** Runs one cell to its end. */
  async runCell(index: number): Promise<void> {
    await this.startCell(index)
    await this.settled()
  }

  /** Puts the cursor into a cell's text, at its end unless a key says where. */
  async edit(index: number, key = 'Control+End'): Promise<void> {
    await this.cell(index).locator('.cm-content').click()
    await this.page.keyboard.press(key)
  }

  /** Whether JupyterLab takes every code cell's output for the reader's own. */
  isTrusted(): Promise<boolean> {
    return this.page.evaluate(isTrusted)
  }

  /** Until the kernel is idle and no cell waits for it. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(isSettled)
  }

  /** The cell's part of the page; not that of a notebook in a tab behind. */
  cell(index: number): Locator {
    return this.page.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]:visible`)
  }

  /** The cell's outputs as they would be saved. */
  async outputs(index: number): Promise<readonly ShownOutput[]> {
    return (await this.page.evaluate(cellOutputs, index)) as readonly ShownOutput[]
  }
}

/** What JupyterLab gives away of itself where it is told to (`LabApp.expose_app_in_browser`). */
interface LabWindow {
  readonly jupyterapp: {
    readonly commands: { execute(id: string, args: unknown): Promise<unknown> }
    readonly shell: { readonly currentWidget: NotebookPanel | null }
  }
}

interface NotebookPanel {
  readonly content?: {
    readonly widgets: readonly { readonly model: CellModel }[]
  }
  readonly context: { readonly sessionContext: { readonly session: { readonly kernel: { status: string } } | null } }
}

interface CellModel {
  readonly type: string
  readonly trusted?: boolean
  readonly executionState?: string
  readonly executionCount?: number | null
  readonly outputs?: { toJSON(): unknown }
}

// The functions below run in the page, so each must stand alone.

function isSettled(): boolean {
  const panel = (globalThis as unknown as Partial<LabWindow>).jupyterapp?.shell.currentWidget
  const cells = panel?.content?.widgets ?? []
  const isIdle = panel?.context.sessionContext.session?.kernel.status === 'idle'
  return isIdle && cells.length > 0 && cells.every(({ model }) => (model.executionState ?? 'idle') === 'idle')
}

function isTrusted(): boolean {
  const panel = (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget
  return (panel?.content?.widgets ?? []).every(({ model }) => model.type !== 'code' || model.trusted === true)
}

function hasBegun(index: number): boolean {
  const panel = (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget
  const model = panel?.content?.widgets[index]?.model
  return model?.executionState === 'running' || typeof model?.executionCount === 'number'
}

function cellOutputs(index: number): unknown {
  const panel = (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget
  return panel?.content?.widgets[index]?.model.outputs?.toJSON() ?? []
}
