import { expect, it } from 'vitest'
import { baseAddress } from './base-address.ts'

const PLACE = { variable: 'BURST_LAMBDA_URL', usual: 'https://cloud.lambda.ai/api/v1' }
const given = (address: string) => baseAddress(PLACE, { BURST_LAMBDA_URL: address })

it.each([
  ['', 'https://cloud.lambda.ai/api/v1'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/api/v1'],
  ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000/api/v1'],
  ['http://localhost:4000/mine/', 'http://localhost:4000/mine'],
  ['http://[::1]:4000/x', 'http://[::1]:4000/x'],
  ['https://gateway.example/lambda', 'https://gateway.example/lambda'],
])('%s is %s', (address, expected) => expect(given(address)).toBe(expected))

it.each([
  'http://example.com/api',
  'http://127.0.0.1.example.com/',
  'http://10.0.0.7/api',
  'ftp://127.0.0.1/',
  'https://user:secret@example.com/',
  'https://example.com/?key=1',
  'not an address',
])('credentials never go to %s', address => expect(() => given(address)).toThrow(/BURST_LAMBDA_URL/))
