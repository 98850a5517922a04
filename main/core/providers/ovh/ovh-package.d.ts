/** What Burst uses of the package, which brings no types. */
declare module 'ovh' {
  export type OvhParams = {
    endpoint?: string
    appKey: string
    appSecret: string
    consumerKey: string
  }
  export type OvhClient = {
    readonly host: string
    readonly basePath: string
    signRequest(method: string, url: string, body: string, timestamp: number): string
  }
  export default function ovh(params: OvhParams): OvhClient
}
