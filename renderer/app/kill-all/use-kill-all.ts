import { useHost } from '../../host/use-host.tsx'
import { endingInstances } from '../../state/bursts-slice.ts'
import { problemOf } from '../../state/problem-of.ts'
import { billingInstances } from '../../state/safety-slice.ts'
import { useStore } from '../../state/store.ts'

/** Ends everything of ours at every provider; what came of each is shown until the last is seen gone. */
export function useKillAll(): () => void {
  const { api } = useHost()
  const setKilling = useStore(state => state.setKilling)
  return () => {
    const { safety, bursts } = useStore.getState()
    const ids = [...new Set([...billingInstances(safety).map(({ id }) => id), ...endingInstances(bursts)])]
    setKilling({ kind: 'ending', ids, sinceMs: Date.now() })
    void api.call('instances.killAll', {}).then(
      report => setKilling({ kind: 'ended', ids, report }),
      error => setKilling({ kind: 'failed', ids, problem: problemOf(error) }),
    )
  }
}
