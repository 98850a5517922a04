import type { Handlers, ProviderView } from '../../../common/contract.ts'
import { withDeadline } from '../providers/answers.ts'
import { CLOUD_IDS, CREDENTIALS, noteEntered, type CloudId } from '../providers/credentials.ts'
import { cloudNamed, forgetCredentials, keepCredentials, type NoteLogin } from '../providers/login.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'home' | 'providers' | 'secrets'>

export function providerHandlers({ home, providers, secrets }: Needed) {
  const note: NoteLogin = async (cloud, is) => await noteEntered(home.entered, cloud, is)

  async function view(cloud: CloudId, signal: AbortSignal): Promise<ProviderView> {
    const fields = CREDENTIALS[cloud].map(({ field, variable, about, isPublic }) => ({
      field,
      variable,
      about,
      isSecret: isPublic !== true,
    }))
    const provider = providers.of(cloud)
    const common = { provider: cloud, fields, deadMan: provider?.facts.deadMan ?? 'none' }
    if (!provider || !providers.credentials.configured().includes(cloud))
      return { ...common, configured: false, ok: false, rights: [] }
    const checked = await withDeadline(async bounded => {
      const result = await provider.verifyCredentials(bounded)
      return result.kind === 'ok' ? { kind: 'answer', value: result.rights } : result
    }, signal)
    return checked.kind === 'answer'
      ? { ...common, configured: true, ok: true, rights: [...checked.value] }
      : { ...common, configured: true, ok: false, rights: [], error: checked.trouble.message }
  }

  return {
    'providers.list': async ({ provider }, signal) => {
      const asked = provider === undefined ? CLOUD_IDS : [cloudNamed(provider)]
      return await Promise.all(asked.map(async cloud => await view(cloud, signal)))
    },
    'providers.login': async ({ provider, fields }) => {
      const { store } = await secrets()
      const kept = await keepCredentials(store, note, cloudNamed(provider), fields)
      return { provider, kept, store: store.kind }
    },
    'providers.logout': async ({ provider }) => {
      const { store } = await secrets()
      return { provider, forgotten: await forgetCredentials(store, note, cloudNamed(provider)) }
    },
  } satisfies Partial<Handlers>
}
