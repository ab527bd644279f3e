import type { ScheduledLevel } from '../../ports/load.ts';
import { markerScenario } from './marker.ts';

/** Name of the one level that covers a script's own scenarios. */
export const scriptLevelName = 'script';

/** How points of a k6 are told apart and placed in time; plain data, so that it can go to where the k6 is. */
export interface Reading {
  readonly levels: readonly ScheduledLevel[];
  /** Level of each scenario; undefined where all scenarios are the script's own and make one level. */
  readonly levelByScenario: Readonly<Record<string, string>> | undefined;
  /** From the marker to load zero. */
  readonly leadMs: number;
  readonly systemTags: readonly string[];
  readonly summary: boolean;
}

/** The level that a scenario drives; undefined for one that is none. */
export function levelReader({ levelByScenario }: Reading): (scenario: string | undefined) => string | undefined {
  return (scenario) => {
    if (scenario === undefined || scenario === markerScenario) return undefined;
    return levelByScenario ? levelByScenario[scenario] : scriptLevelName;
  };
}
