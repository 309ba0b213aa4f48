// Runs Lighthouse (mobile) on the list against a real server and prints the median of three runs.
// Accessibility and layout shift are gates; performance and paint times depend on the machine and are reported.
// Usage: node tools/lighthouse.mjs [--runs 3] [--gate]     (CHROMIUM and TUOYUQUAN_WEB as in the browser tests)
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { binary, startServer } from './living-server.mjs'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, gate: { type: 'boolean', default: false } } })
const path = '/?at=120,31&age=20'
const gates = { accessibility: 98, cls: 0.05 }
const goals = { performance: 90, lcp: 2000, tbt: 300 }

const folder = mkdtempSync(join(tmpdir(), 'tuoyuquan-lighthouse.'))
const server = await startServer(binary(folder))
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
  ],
})

async function run() {
  const result = await lighthouse(server.origin + path, {
    port: chrome.port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility', 'best-practices'],
  })
  const { categories, audits, runtimeError } = result.lhr
  if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`)
  return {
    performance: Math.round(categories.performance.score * 100),
    accessibility: Math.round(categories.accessibility.score * 100),
    bestPractices: Math.round(categories['best-practices'].score * 100),
    lcp: Math.round(audits['largest-contentful-paint'].numericValue),
    tbt: Math.round(audits['total-blocking-time'].numericValue),
    cls: Number(audits['cumulative-layout-shift'].numericValue.toFixed(3)),
    failing: Object.values(audits)
      .filter(audit => categories.accessibility.auditRefs.some(ref => ref.id === audit.id && ref.weight > 0) && audit.score === 0)
      .map(audit => `${audit.id}: ${audit.title}`),
  }
}

const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
let failed = false
try {
  const runs = []
  for (let i = 0; i < Number(values.runs); i++) runs.push(await run())
  const of = key => median(runs.map(one => one[key]))
  const line = (name, value, bar, verdict) => console.log(`${verdict} ${name.padEnd(34)} ${String(value).padStart(8)}   ${bar}`)
  console.log(`Lighthouse mobile on the list, median of ${runs.length} (each: ${runs.map(one => one.performance).join(', ')})`)
  const reported = (ok, name, value, bar) => line(name, value, bar, ok ? '     ' : 'short')
  const gated = (ok, name, value, bar) => {
    if (!ok) failed = true
    line(name, value, bar, ok ? 'ok   ' : 'FAIL ')
  }
  reported(of('performance') >= goals.performance, 'performance', of('performance'), `goal >= ${goals.performance}`)
  reported(of('lcp') <= goals.lcp, 'largest contentful paint (ms)', of('lcp'), `goal <= ${goals.lcp}`)
  reported(of('tbt') <= goals.tbt, 'total blocking time (ms)', of('tbt'), `goal <= ${goals.tbt}`)
  gated(of('cls') <= gates.cls, 'cumulative layout shift', of('cls'), `gate <= ${gates.cls}`)
  gated(of('accessibility') >= gates.accessibility, 'accessibility', of('accessibility'), `gate >= ${gates.accessibility}`)
  line('best practices', of('bestPractices'), '', '     ')
  for (const fault of new Set(runs.flatMap(one => one.failing))) console.log(`      ${fault}`)
} finally {
  chrome.kill()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed && values.gate ? 1 : 0)
