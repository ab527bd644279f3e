import type { Environment } from '../../ports/target.ts';
import type { EngineInfo } from './engine.ts';

/** What is known of the machine of an engine elsewhere; the rest is named unknown, and equal for all recordings. */
export function engineFingerprint(info: EngineInfo): Environment['fingerprint'] {
  return {
    architecture: info.architecture,
    kernel: info.kernel,
    cpuModel: 'unknown',
    cores: info.cores,
    memoryTotalBytes: info.memoryTotalBytes,
    pageSizeBytes: 4096,
    cgroupVersion: info.cgroupVersion,
    transparentHugePages: 'unknown',
    swapTotalBytes: 0,
    damonReclaim: false,
    pinned: false,
    visibleCores: info.cores,
  };
}
