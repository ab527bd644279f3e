/** Scenario and metric that tell the wall time at which the scenarios began, after setup(). */
export const markerScenario = 'highwater_marker';
export const markerMetric = 'highwater_zero';
