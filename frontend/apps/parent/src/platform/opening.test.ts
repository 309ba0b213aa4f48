import { expect, test, vi } from 'vitest'

vi.mock('./nav', () => ({ routes: { find: '/pages/find/index', mine: '/pages/mine/index', demo: '/pkg-account/demo/index' } }))

/** Where the browser stands once the app was opened at this path. */
async function openedAt(pathname: string) {
  vi.resetModules()
  let at = pathname
  vi.stubGlobal('location', { pathname })
  vi.stubGlobal('history', { state: null, replaceState: (_: unknown, __: string, to: string) => (at = to) })
  const { isPage } = await import('./opening')
  return { at, isPage }
}

test('an address of the app is left as it is, any other becomes the beginning', async () => {
  for (const path of ['/', '/pages/find/index', '/pages/mine/index/']) expect((await openedAt(path)).at).toBe(path)
  for (const path of ['/nonsense', '/pages/find/index/x', '//elsewhere.example/', '/%zz', '/index.html', '']) {
    const { at, isPage } = await openedAt(path)
    expect([at, isPage(path)]).toEqual(['/', false])
  }
})

test('a short address opens the page it stands for', async () => {
  for (const path of ['/demo', '/demo/']) expect((await openedAt(path)).at).toBe('/pkg-account/demo/index')
})

test('the page the app is opened at knows its query before it stands; every other page learns nothing of it', async () => {
  for (const pathname of ['/', '/pages/find/index']) {
    vi.resetModules()
    vi.stubGlobal('location', { pathname, search: '?at=120,31&q=%E6%B9%96' })
    const { openedWith } = await import('./opening')
    expect(openedWith('find')).toEqual({ at: '120,31', q: '湖' })
    expect(openedWith('mine')).toBeUndefined()
  }
})
