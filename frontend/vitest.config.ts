// Unit tests: rules (packages/core), the client, the map's arithmetic, what of the app needs no screen, and the tools.
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': resolve(import.meta.dirname, 'apps/parent/src') } },
  test: {
    include: ['apps/*/*.test.ts', 'packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    environment: 'node',
    // Ages and dates are Chinese wherever the tests run.
    env: { TZ: 'Asia/Shanghai' },
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testdata/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
})
