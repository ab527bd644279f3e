/** A share for people: `0.0078` as `0.78 %`. */
export const percentText = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
