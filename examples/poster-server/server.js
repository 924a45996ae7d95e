import { createServer } from 'node:http'
import { blob, isSaveError, saveImage } from 'photosalbum'
import directory from 'photosalbum/albums/directory'
import s3 from 'photosalbum/albums/s3'
import { drawPoster } from './poster.js'

// POSTER_BUCKET=photos saves to S3, with the credentials and the endpoint of the environment. Without it, to a folder.
const { POSTER_BUCKET, POSTER_FOLDER = 'posters', PORT = '8080' } = process.env
const album = POSTER_BUCKET ? s3({ bucket: POSTER_BUCKET, prefix: 'posters' }) : directory({ path: POSTER_FOLDER })

/** In bytes: more than any request of this server needs. */
const MAX_BODY = 10_000
const STATUS = { 'permission-denied': 403, 'storage-full': 507, timeout: 504, unavailable: 503, network: 502 }

const server = createServer(async (request, response) => {
  // If the client goes away, the save ends and leaves nothing behind.
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(`${JSON.stringify(body)}\n`)
  }
  try {
    if (request.method !== 'POST' || request.url !== '/posters') return answer(404, { error: 'POST to /posters.' })
    const poster = await readPoster(request)
    if (!poster) return answer(400, { error: 'Send {"title": "1 to 60 characters", "price": 19.9} as JSON.' })
    const source = blob(new Blob([await drawPoster(poster)]), { name: `${poster.title}.png` })
    const { location, photo } = await saveImage(source, { album, signal: gone.signal })
    answer(201, { location, ...photo })
  } catch (error) {
    if (gone.signal.aborted) return
    if (!isSaveError(error)) console.error(error)
    // The message is for whoever runs the server; `reason` is all that a stranger needs.
    else console.error(error.message)
    answer((isSaveError(error) && STATUS[error.reason]) || 500, {
      error: isSaveError(error) ? error.reason : 'unknown',
    })
  }
})

async function readPoster(request) {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY) return undefined
  }
  try {
    const { title, price } = JSON.parse(body)
    const valid = typeof title === 'string' && title.trim() !== '' && title.length <= 60 && price >= 0 && price < 1e7
    return valid ? { title: title.trim(), price: Number(price) } : undefined
  } catch {
    return undefined
  }
}

server.listen(Number(PORT), '127.0.0.1', () => {
  const place = POSTER_BUCKET ? `s3://${POSTER_BUCKET}/posters` : POSTER_FOLDER
  console.log(`Posters go to ${place}. POST to http://127.0.0.1:${server.address().port}/posters`)
})
