import { memo, useMemo, useRef } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
  type MouseHandlerDataParam,
} from 'recharts'
import { useText } from '../../text/translate.ts'
import { moneyText } from '../../ui/money-text.ts'
import type { CurvePoint } from './reckon.ts'

type Props = {
  readonly curve: readonly CurvePoint[]
  readonly farthest: number
  readonly currency: string
  readonly breakEven: number | null
  readonly hereImages: number | null
  readonly hereValue: number | null
  readonly onImages: (images: number) => void
}

const TEXT = { fill: 'var(--ink-3)', fontSize: 11 } as const
const MARGIN = { top: 18, right: 18, bottom: 4, left: 4 } as const
const manyText = (images: number) => images.toLocaleString('en-GB')

/** The line with break-even and the present number on it, which can be dragged. Nothing moves by itself. */
export const WorthLine = memo(function WorthLine(props: Props) {
  const { curve, farthest, currency, breakEven, hereImages, hereValue, onImages } = props
  const t = useText()
  const dragging = useRef(false)
  const domain = useMemo(() => [1, farthest], [farthest])
  const ticks = useMemo(() => ticksTo(farthest), [farthest])
  const money = useMemo(() => (amount: number) => moneyText({ amount, currency }), [currency])
  const follow = ({ activeLabel }: MouseHandlerDataParam) => {
    if (dragging.current && activeLabel !== undefined) onImages(Number(activeLabel))
  }
  const drag = (isOn: boolean) => (state: MouseHandlerDataParam) => {
    dragging.current = isOn
    follow(state)
  }
  return (
    <div aria-hidden className="h-64 cursor-ew-resize">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={curve}
          accessibilityLayer={false}
          margin={MARGIN}
          onMouseDown={drag(true)}
          onMouseMove={follow}
          onMouseUp={drag(false)}
          onMouseLeave={drag(false)}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="images"
            type="number"
            scale="log"
            domain={domain}
            ticks={ticks}
            tickFormatter={manyText}
            tick={TEXT}
            stroke="var(--line-strong)"
          />
          <YAxis width={72} tickFormatter={money} tick={TEXT} stroke="var(--line-strong)" />
          <ReferenceLine
            y={0}
            stroke="var(--ink-3)"
            label={{ ...TEXT, value: t('home'), position: 'insideTopRight' }}
          />
          {breakEven !== null && breakEven <= farthest && (
            <ReferenceLine
              x={breakEven}
              stroke="var(--ink-3)"
              strokeDasharray="3 3"
              label={{ ...TEXT, value: manyText(breakEven), position: 'top' }}
            />
          )}
          <Line
            dataKey="netValue"
            type="linear"
            stroke="var(--chart-1)"
            strokeWidth={2}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          {hereImages !== null && hereValue !== null && (
            <ReferenceDot
              x={hereImages}
              y={hereValue}
              r={6}
              fill="var(--accent)"
              stroke="var(--surface)"
              strokeWidth={2}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
})

/** 1, 10, 100 and so on. */
function ticksTo(farthest: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(farthest)) + 1 }, (_, power) => 10 ** power)
}
