const GIB = 1024 ** 3

/** `GET /system_stats` of an invented machine with one GPU. */
export function systemStats(argv: readonly string[]): string {
  const memory = { ram_total: 64 * GIB, ram_free: 57 * GIB }
  const gpu = { name: 'cuda:0 Sandbox GPU : practice', type: 'cuda', index: 0 }
  const vram = { vram_total: 80 * GIB, vram_free: 71 * GIB, torch_vram_total: 8 * GIB, torch_vram_free: GIB }
  const versions = {
    comfyui_version: '0.3.64',
    required_frontend_version: '1.27.10',
    installed_templates_version: null,
    required_templates_version: '0.1.95',
    python_version: '3.11.2 (main, Apr 28 2025, 14:11:48) [GCC 12.2.0]',
    pytorch_version: '2.8.0+cu128',
  }
  return JSON.stringify({
    system: { os: 'posix', ...memory, ...versions, embedded_python: false, argv },
    devices: [{ ...gpu, ...vram }],
  })
}
