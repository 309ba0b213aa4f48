import { expect, test, vi } from 'vitest'
import { planeOf } from './datum'
import { Fills } from './fills'
import type { Screen } from './screen'

class FakePath {
  readonly steps: string[] = []
  moveTo() {
    this.steps.push('M')
  }
  lineTo() {
    this.steps.push('L')
  }
  closePath() {
    this.steps.push('Z')
  }
}

test('an area is filled with its colour as strongly as it says, and edged where it has an edge', () => {
  vi.stubGlobal('Path2D', FakePath)
  const said: string[] = []
  const pen = {
    globalAlpha: 1,
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 0,
    save: () => undefined,
    restore: () => undefined,
    translate: () => undefined,
    scale: () => undefined,
    fill: (path: FakePath, rule: string) => said.push(`fill ${pen.fillStyle} ${pen.globalAlpha} ${rule} ${path.steps.join('')}`),
    stroke: () => said.push(`stroke ${pen.strokeStyle} ${pen.lineWidth}`),
  }
  const fills = new Fills(
    [
      {
        colour: 'green',
        alpha: 0.4,
        edge: 'black',
        width: 2,
        rings: [
          [
            [120, 31],
            [120.01, 31],
            [120.01, 31.01],
          ],
        ],
      },
      { colour: 'red', rings: [] },
    ],
    planeOf('wgs84'),
  )
  fills.draw({ context: pen, resolution: 10, ratio: 1, left: 0, top: 0 } as unknown as Screen)
  expect(said).toEqual(['fill green 0.4 evenodd MLLZ', 'stroke black 2'])
  vi.unstubAllGlobals()
})
