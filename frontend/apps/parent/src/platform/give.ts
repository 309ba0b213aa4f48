/**
 * Gives the person a text as a file: in H5 into the browser's downloads; in the mini-program, which may not write to the phone,
 * to a chat of their choice, which WeChat allows only right after a tap. False when it was not taken.
 */
export function giveFile(name: string, type: string, text: string): Promise<boolean> {
  let given: Promise<boolean> = Promise.resolve(false)
  // #ifdef H5
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  given = Promise.resolve(true)
  // #endif
  // #ifdef MP-WEIXIN
  given = toChat(name, text)
  // #endif
  return given
}

// #ifdef MP-WEIXIN
function toChat(name: string, text: string): Promise<boolean> {
  const files = uni.getFileSystemManager()
  const filePath = `${wx.env.USER_DATA_PATH}/${name}`
  const gone = () => {
    try {
      files.unlinkSync(filePath)
    } catch {
      // already gone
    }
  }
  return new Promise(resolve => {
    const over = (taken: boolean) => {
      gone()
      resolve(taken)
    }
    try {
      files.writeFileSync(filePath, text, 'utf8')
      wx.shareFileMessage({ filePath, fileName: name, success: () => over(true), fail: () => over(false) })
    } catch {
      over(false)
    }
  })
}
// #endif
