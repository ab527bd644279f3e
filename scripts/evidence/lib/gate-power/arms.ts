/** Base of about 256 MiB, itself again, and heads that hold more; the same beside a neighbour that comes and goes. */
export const baseMiB = 256;

export interface Arm {
  readonly name: string;
  readonly extraMiB: number;
  readonly neighbour: boolean;
}

const arm = (name: string, share: number, neighbour = false): Arm => ({ name, extraMiB: share * baseMiB, neighbour });

export const arms: readonly Arm[] = [
  arm('base', 0),
  arm('again', 0),
  arm('plus-2', 0.02),
  arm('plus-5', 0.05),
  arm('plus-10', 0.1),
  arm('noisy-base', 0, true),
  arm('noisy-again', 0, true),
  arm('noisy-plus-5', 0.05, true),
];

/** Which head is compared with which base. */
export const questions = [
  { head: 'again', base: 'base', truth: 'nothing changed' },
  { head: 'plus-2', base: 'base', truth: '+2 %, exactly what is allowed' },
  { head: 'plus-5', base: 'base', truth: '+5 %' },
  { head: 'plus-10', base: 'base', truth: '+10 %' },
  { head: 'noisy-again', base: 'noisy-base', truth: 'nothing changed, noisy neighbour' },
  { head: 'noisy-plus-5', base: 'noisy-base', truth: '+5 %, noisy neighbour' },
] as const;
