export const fontFamily = 'highwater';
export const paper = '#ffffff';
export const ink = '#1b2127';

/** CSS pixels, drawn at twice the resolution for dense screens and paper. */
export const size = { width: 1200, height: 600, pixelRatio: 2 } as const;

/** The light colours of the HTML report. */
export const palette = {
  anon: '#2f6fb3',
  shmem: '#8058b5',
  kernel: '#c9801c',
  other: '#8c959e',
  file: '#b9cbdc',
  load: '#7d9c8f',
  hard: '#10151a',
  watermark: '#00808a',
  limit: '#b3261e',
  recommended: '#0b6b3a',
  need: '#8a4b00',
  band: '#2f6fb333',
  phase: '#eef2f5',
  grid: '#d5dbe1',
  faint: '#56616c',
} as const;
