import { grafanaDashboard } from './formats/grafana-dashboard.ts';
import { helmValues } from './formats/helm-values.ts';
import { hpa } from './formats/hpa.ts';
import { kubectl } from './formats/kubectl.ts';
import { kustomize } from './formats/kustomize.ts';
import { limitRange } from './formats/limit-range.ts';
import { prometheusRule } from './formats/prometheus-rule.ts';
import { resourceQuota } from './formats/resource-quota.ts';
import { strategicMerge } from './formats/strategic-merge.ts';
import { vpa } from './formats/vpa.ts';
import type { PatchFormat } from './patch.ts';

/** All formats in the order of reading; a test compares the list with the folder. */
export const patchFormats: readonly PatchFormat[] = [
  strategicMerge,
  kustomize,
  kubectl,
  helmValues,
  hpa,
  vpa,
  resourceQuota,
  limitRange,
  prometheusRule,
  grafanaDashboard,
];
