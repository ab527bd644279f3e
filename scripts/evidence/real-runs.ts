// Fills a pool of real short runs at the loose limit, which leak-verdicts, margin-coverage and load-curve judge. It goes on where it was stopped.
// Usage: npm run evidence -- real-runs [growth|spread|slope|all] [MINUTES]   (nothing new begins after MINUTES; a piece takes about five)
import { realArms } from './lib/real-runs/arms.ts';
import { recordPiece, runsPerPiece } from './lib/real-runs/record-piece.ts';
import { ownPool } from './pool.mjs';

const pool = ownPool();
const [question = 'all', minutes = '600'] = process.argv.slice(2);
const untilMs = Date.now() + Number(minutes) * 60_000;
const arms = realArms.filter((arm) => question === 'all' || arm.question === question);
const piecesOf = (runs: number) => Math.ceil(runs / runsPerPiece);

for (let piece = 1; piece <= Math.max(...arms.map(({ runs }) => piecesOf(runs))); piece++) {
  for (const arm of arms.filter(({ runs }) => piece <= piecesOf(runs))) {
    if (Date.now() > untilMs) process.exit(0);
    const { runDir } = (await pool.unit(`${arm.question}/${arm.name}/${piece}`, () => recordPiece(arm, piece, pool.dir))) as { runDir: string };
    console.error(`${arm.question}, ${arm.name}, ${piece} of ${piecesOf(arm.runs)}: ${runDir}`);
  }
}
console.log('the pool is full');
