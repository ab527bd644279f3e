/**
 * What a process takes to write a heap snapshot, beside what it holds, in multiples of that. V8 makes an entry for every object, however small: measured on Node 20
 * and 24, 0.1 times for large arrays, 1 for texts, 4 for objects of a few fields, 6 to 7.4 for a Map of 300,000 small keys, 9.7 for an object with as
 * many properties. Node's documentation says about twice the heap (v8.writeHeapSnapshot). Below `least` none is tried; `most` is given where there is so much.
 */
export const snapshotRoom = { least: 3, most: 12 } as const;
