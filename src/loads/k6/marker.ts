/** Scenario and metric that tell the wall time at which the scenarios began, after setup(). */
export const markerScenario = 'highwater_marker';
export const markerMetric = 'highwater_zero';
/** Counts iterations that the script ended by an exception: k6 logs them and counts them nowhere. */
export const thrownMetric = 'highwater_thrown';
