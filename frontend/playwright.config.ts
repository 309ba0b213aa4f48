// How the front end is tried in a browser. Projects:
//   parent-h5          the web app on a phone; specs of e2e/parent-h5 and the crossing ones beside it
//   parent-h5-desktop  the same specs' tests tagged @desktop (also) or @desktop-only
//   parent-mp          the built mini-program on WeChat's own framework in the same browser (tools/mp-runner)
//   console            the console of facilities and bureaus at a desk
//   console-a11y       every page of it, light and dark
//   a11y, visual       one spec each, so that each can be run and timed by itself
//   gallery            no test: pictures of every page of the console for people to look at (make gallery)
// Speed is measured by `make bench`, never by a test.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type PlaywrightTestOptions, type PlaywrightWorkerOptions } from '@playwright/test'
import type { DeviceOptions, ServerOptions } from './e2e/fixtures'

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const desktop = { viewport: { width: 1280, height: 800 } }
// The same engine without the windows and toolbars of a browser: a quarter less work for the same pages.
const headless = '/usr/bin/chromium-headless-shell'
const crossing = ['parent-h5/**/*.spec.ts', 'keyboard.spec.ts', 'offline.spec.ts', 'foreign.spec.ts']

export default defineConfig<PlaywrightTestOptions & DeviceOptions, PlaywrightWorkerOptions & ServerOptions>({
  testDir: 'e2e',
  outputDir: process.env.E2E_RESULTS ?? 'e2e/.results/traces',
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  globalSetup: './e2e/setup.ts',
  fullyParallel: true,
  workers: 2,
  // Once more, and told as flaky: a browser on a shared machine can be late by itself. Twice is a fault of ours.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  reporter: process.env.PLAYWRIGHT_REPORT ? [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_REPORT }]] : [['list']],
  expect: {
    timeout: 10_000,
    // A baseline must hold on another machine with the same Debian packages: fonts are hinted the same there, but a
    // glyph's edge may fall on another side of a pixel.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', scale: 'css', threshold: 0.2, maxDiffPixelRatio: 0.01 },
  },
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 10_000,
    navigationTimeout: 30_000,
    // Noting every step costs a fifth of the time: it is done when a test is asked once more.
    trace: 'on-first-retry',
    // The offline shell has a service worker: only the tests about it let it in, so that no other test reads an old page.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? (existsSync(headless) ? headless : '/usr/bin/chromium'),
      env: { ...(process.env as Record<string, string>), FONTCONFIG_FILE: resolve(import.meta.dirname, 'e2e/fonts.conf') },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // The same glyphs and colours on every machine.
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-color-profile=srgb',
        // Nothing but loopback can be reached, whatever a page asks for.
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      ],
    },
  },
  projects: [
    { name: 'parent-h5', testMatch: crossing, grepInvert: /@desktop-only/, use: phone },
    { name: 'parent-h5-desktop', testMatch: crossing, grep: /@desktop/, use: desktop },
    { name: 'parent-mp', testMatch: ['parent-mp/**/*.spec.ts'], use: phone },
    { name: 'console', testMatch: ['console/**/*.spec.ts'], testIgnore: ['console/a11y.spec.ts'], use: desktop },
    { name: 'console-a11y', testMatch: ['console/a11y.spec.ts'], use: desktop },
    { name: 'a11y', testMatch: ['a11y.spec.ts'], testIgnore: ['console/**'], use: phone },
    { name: 'visual', testMatch: ['visual.spec.ts'], use: phone },
    { name: 'gallery', testMatch: ['gallery.spec.ts'], use: desktop },
  ],
})
