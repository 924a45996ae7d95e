/** Prepares the programs that the page runs: the server of `photosalbum simulate`, or the page of the playground. */
export interface Host {
  /** Answers the requests in `src/dev-server/program-requests.ts`. */
  request(path: string, init?: RequestInit): Promise<Response>
  /**
   * Opens files as the project, by their paths inside of it. Rejects with an error about the files. Only exists where the
   * command line has not opened a project.
   */
  open?(name: string, files: readonly (readonly [path: string, content: File | string])[]): Promise<void>
}

export const host: Host = { request: (path, init) => fetch(path, init) }

/** Whether a server can fetch across origins, watch the project and save to the album of this computer. */
export const hasServer = true
