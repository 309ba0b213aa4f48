// Serves the bench page, built with esbuild, and passes /api on to a running server.
import { build } from 'esbuild'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const page = `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>map bench</title>
<style>html,body,#map{margin:0;height:100%;overflow:hidden}</style><div id="map" tabindex="0" role="application" aria-label="map"></div><script type="module" src="/page.js"></script>`

/** Starts it on a free port; api is the server that has the tiles. Returns { url, bytes, close }. */
export async function serve(api, port = 0) {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    write: false,
  })
  const code = built.outputFiles[0].contents
  const zipped = gzipSync(code, { level: 9 })
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/api/')) {
      const answer = await fetch(api + path, { headers: { 'accept-encoding': 'identity' } })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '', 'cache-control': 'max-age=60' })
      response.end(Buffer.from(await answer.arrayBuffer()))
    } else if (path === '/page.js') {
      response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'gzip' }).end(zipped)
    } else {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    }
  })
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, bytes: zipped.length, close: () => server.close() }
}
