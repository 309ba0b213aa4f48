import type { Point } from './coords'

/** Why there is no position: refused by the person, not to be had, too slow, or no such thing on this device. */
export class LocateError extends Error {
  constructor(readonly reason: 'denied' | 'unavailable' | 'timeout' | 'unsupported') {
    super(reason)
    this.name = 'LocateError'
  }
}

/** Where this device is: WGS-84 and accuracy in metres. Asks for permission; rejects with LocateError. Ten seconds at most. */
export function locate(): Promise<{ point: Point; accuracy: number }> {
  return new Promise((resolve, reject) => {
    // #ifdef H5
    if (!navigator.geolocation || !window.isSecureContext) return reject(new LocateError('unsupported'))
    navigator.geolocation.getCurrentPosition(
      ({ coords: at }) => resolve({ point: [at.longitude, at.latitude], accuracy: at.accuracy }),
      error => reject(new LocateError(error.code === 1 ? 'denied' : error.code === 3 ? 'timeout' : 'unavailable')),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    )
    // #endif
    // #ifdef MP-WEIXIN
    uni.getLocation({
      type: 'wgs84',
      isHighAccuracy: true,
      highAccuracyExpireTime: 8_000,
      success: at => resolve({ point: [at.longitude, at.latitude], accuracy: at.accuracy }),
      fail: failure => {
        const said = String(failure.errMsg)
        const reason = /auth|deny|denied|privacy/i.test(said) ? 'denied' : /time ?out/i.test(said) ? 'timeout' : 'unavailable'
        reject(new LocateError(reason))
      },
    })
    // #endif
  })
}
