/** Twice as sharp as it is large, for screens that show more. */
const SHARPNESS = 2

/** Draws an SVG and gives it as PNG. Rejects where the browser cannot. */
export async function drawnPng(svg: string): Promise<Blob> {
  const image = new Image()
  // Not an object URL: what is drawn from one counts as foreign in some browsers.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * SHARPNESS
  canvas.height = image.naturalHeight * SHARPNESS
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser draws no pictures.')
  context.scale(SHARPNESS, SHARPNESS)
  context.drawImage(image, 0, 0)
  return await new Promise((resolve, reject) =>
    canvas.toBlob(png => (png ? resolve(png) : reject(new Error('This browser makes no PNG.'))), 'image/png'),
  )
}
