'use client'

import { useState } from 'react'
import { deliver, keep } from './save'

export default function Page() {
  const [status, setStatus] = useState('')
  const onClick = (save) => async () => {
    try {
      setStatus(JSON.stringify(await save()))
    } catch (error) {
      setStatus(error.errorMessage ?? error.message)
    }
  }
  return (
    <main>
      <button type="button" id="deliver" onClick={onClick(deliver)}>
        Save
      </button>
      <button type="button" id="keep" onClick={onClick(keep)}>
        Keep
      </button>
      <p id="status">{status}</p>
    </main>
  )
}
