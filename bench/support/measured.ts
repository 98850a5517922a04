/** What one way of doing a job took, all in seconds on the practice cloud's clock. */
export type Measured = {
  /** The GPU's busy time as ComfyUI tells it, the load of the checkpoint included. */
  readonly busySeconds: number
  readonly billedSeconds: number
  /** From the end of the last picture on the GPU until the last one is home. */
  readonly homeSeconds: number
  /** From there until the instance is told to end. */
  readonly endSeconds: number
}

export function utilisationOf({ busySeconds, billedSeconds }: Pick<Measured, 'busySeconds' | 'billedSeconds'>): number {
  return busySeconds / billedSeconds
}
