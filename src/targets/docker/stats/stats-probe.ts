import type { Probe } from '../../../ports/probe.ts';
import type { Engine } from '../engine.ts';
import { StatsSession } from './stats-session.ts';

/** Samples containers over the engine, for engines whose kernel is out of reach. The engine reads once a second, whatever was asked for. */
export function createStatsProbe(engine: Engine): Probe {
  return { id: 'engine-stats', start: async (request) => new StatsSession(engine, request) };
}
