/** Gates by name, as one would write them in a plan. */
export const presets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  /** What nobody wants in production, and memory that grew by more than runs differ by themselves (measured spread of a watermark from 0.7 % on). A short run often cannot tell a leak, which must not stop every build. */
  recommended: {
    'oom-kill': 'error',
    'limit-holds': 'error',
    leak: ['error', { inconclusive: 'pass' }],
    'unexplained-exit': 'warn',
    'dropped-iterations': 'warn',
    'containers.*.memory.peakBytes': ['error', { maxIncrease: '5%', floor: '4Mi' }],
  },
  /** The same without patience: every increase that two in a hundred shows, and whatever makes a number untrue. */
  strict: {
    'oom-kill': 'error',
    'limit-holds': 'error',
    leak: 'error',
    'child-kill': 'error',
    'unexplained-exit': 'error',
    'dropped-iterations': 'error',
    starvation: 'error',
    'throttled-cpu': 'warn',
    'containers.*.memory.peakBytes': ['error', { maxIncrease: '2%', floor: '4Mi' }],
    'containers.*.memory.hardPeakBytes': ['error', { maxIncrease: '2%', floor: '4Mi' }],
    'loadCurve.bytesPerUnit': ['warn', { maxIncrease: '5%', floor: '64Ki' }],
  },
};

/** What stands in for a plan without a gate. */
export const presetWithoutGate = 'recommended';
