/**
 * What AUTOMATIC1111's web UI calls samplers and schedulers, in the terms of ComfyUI's KSampler.
 *
 * From the lists of both programs: A1111's modules sd_samplers_kdiffusion.py, sd_samplers_timesteps.py and
 * sd_schedulers.py (1.9 and later), ComfyUI's comfy/samplers.py (0.3.64). `auto` is the scheduler that A1111 takes for
 * `Automatic`; where `exact` is false it is the nearest that ComfyUI has.
 */
export type KnownSampler = { readonly sampler_name: string; readonly auto: string; readonly exact: boolean }

export const A1111_SAMPLERS: Readonly<Record<string, KnownSampler>> = {
  'DPM++ 2M': { sampler_name: 'dpmpp_2m', auto: 'karras', exact: true },
  'DPM++ SDE': { sampler_name: 'dpmpp_sde', auto: 'karras', exact: true },
  'DPM++ 2M SDE': { sampler_name: 'dpmpp_2m_sde', auto: 'exponential', exact: true },
  'DPM++ 2M SDE Heun': { sampler_name: 'dpmpp_2m_sde_heun', auto: 'exponential', exact: true },
  'DPM++ 2S a': { sampler_name: 'dpmpp_2s_ancestral', auto: 'karras', exact: true },
  'DPM++ 3M SDE': { sampler_name: 'dpmpp_3m_sde', auto: 'exponential', exact: true },
  'Euler a': { sampler_name: 'euler_ancestral', auto: 'normal', exact: true },
  Euler: { sampler_name: 'euler', auto: 'normal', exact: true },
  LMS: { sampler_name: 'lms', auto: 'normal', exact: true },
  Heun: { sampler_name: 'heun', auto: 'normal', exact: true },
  DPM2: { sampler_name: 'dpm_2', auto: 'karras', exact: true },
  'DPM2 a': { sampler_name: 'dpm_2_ancestral', auto: 'karras', exact: true },
  'DPM fast': { sampler_name: 'dpm_fast', auto: 'normal', exact: true },
  'DPM adaptive': { sampler_name: 'dpm_adaptive', auto: 'normal', exact: true },
  LCM: { sampler_name: 'lcm', auto: 'sgm_uniform', exact: false },
  DDIM: { sampler_name: 'ddim', auto: 'ddim_uniform', exact: true },
  'DDIM CFG++': { sampler_name: 'euler_cfg_pp', auto: 'ddim_uniform', exact: false },
  PLMS: { sampler_name: 'ipndm', auto: 'ddim_uniform', exact: false },
  UniPC: { sampler_name: 'uni_pc', auto: 'ddim_uniform', exact: false },
  Restart: { sampler_name: 'heun', auto: 'karras', exact: false },
}

export const A1111_SCHEDULERS: Readonly<Record<string, string>> = {
  Uniform: 'normal',
  Normal: 'normal',
  Karras: 'karras',
  Exponential: 'exponential',
  Polyexponential: 'exponential',
  'SGM Uniform': 'sgm_uniform',
  'KL Optimal': 'kl_optimal',
  Simple: 'simple',
  DDIM: 'ddim_uniform',
  Beta: 'beta',
}

/** Schedulers of A1111 for which ComfyUI needs other nodes than its KSampler. */
export const UNMADE_SCHEDULERS: readonly string[] = ['Align Your Steps', 'Turbo']

export const COMFYUI_SAMPLERS: readonly string[] = [
  'euler',
  'euler_cfg_pp',
  'euler_ancestral',
  'euler_ancestral_cfg_pp',
  'heun',
  'heunpp2',
  'dpm_2',
  'dpm_2_ancestral',
  'lms',
  'dpm_fast',
  'dpm_adaptive',
  'dpmpp_2s_ancestral',
  'dpmpp_2s_ancestral_cfg_pp',
  'dpmpp_sde',
  'dpmpp_sde_gpu',
  'dpmpp_2m',
  'dpmpp_2m_cfg_pp',
  'dpmpp_2m_sde',
  'dpmpp_2m_sde_gpu',
  'dpmpp_2m_sde_heun',
  'dpmpp_2m_sde_heun_gpu',
  'dpmpp_3m_sde',
  'dpmpp_3m_sde_gpu',
  'ddpm',
  'lcm',
  'ipndm',
  'ipndm_v',
  'deis',
  'res_multistep',
  'res_multistep_cfg_pp',
  'res_multistep_ancestral',
  'res_multistep_ancestral_cfg_pp',
  'gradient_estimation',
  'gradient_estimation_cfg_pp',
  'er_sde',
  'seeds_2',
  'seeds_3',
  'sa_solver',
  'sa_solver_pece',
  'ddim',
  'uni_pc',
  'uni_pc_bh2',
]

export const COMFYUI_SCHEDULERS: readonly string[] = [
  'simple',
  'sgm_uniform',
  'karras',
  'exponential',
  'ddim_uniform',
  'beta',
  'normal',
  'linear_quadratic',
  'kl_optimal',
]
