/** Colours of the charts are those of the page, so that one drawing serves the light and the dark theme. */
export const chartStyle = `
.chart{display:block;width:100%;height:auto;min-width:680px;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.chart text{fill:var(--text)}.chart .axis{fill:var(--faint)}.chart .legend{font-size:12px}.chart .row-name{font-size:15px;font-weight:600}
.chart .halo{paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round;font-weight:600}
.chart .grid{stroke:var(--rule);stroke-width:1}.chart .tick{stroke:var(--faint)}
.chart .anon{fill:var(--anon)}.chart .shmem{fill:var(--shmem)}.chart .kernel{fill:var(--kernel)}.chart .other{fill:var(--other)}.chart .file{fill:var(--file)}
.chart .load{fill:var(--load)}.chart .band{fill:var(--bandfill)}.chart .phase0{fill:none}.chart .phase1{fill:var(--phase)}
.chart .hard{fill:none;stroke:var(--hardline);stroke-width:1.6;stroke-linejoin:round}
.chart .lowest{fill:none;stroke:var(--faint);stroke-width:.8}
.chart .watermark{stroke:var(--peakline);stroke-width:2.5}.chart .since-start{stroke-dasharray:2 4}
.chart .limit,.chart .recommended,.chart .need{stroke-width:2;stroke-dasharray:8 4}
.chart .limit{stroke:var(--bad)}.chart .recommended{stroke:var(--good)}.chart .need{stroke:var(--warn)}
.chart .limit-name{fill:var(--bad)}.chart .recommended-name{fill:var(--good)}.chart .need-name{fill:var(--warn)}
.chart .kill{stroke:var(--bad);fill:none}.chart .thin{stroke-width:1;stroke-dasharray:3 3}.chart .strong{stroke-width:3.2;stroke-linecap:round}
.chart .death{stroke:var(--neutral);fill:var(--neutral)}.chart .pass{fill:var(--good)}.chart .harmed{fill:var(--warn)}
.chart .rule-fail{fill:var(--bad)}.chart .rule-unknown{fill:var(--neutral)}.chart .point{fill:var(--anon)}.chart .sampled{stroke:var(--kernel)}.chart .watermark-sign{fill:var(--peakline)}
.chart .hollow{fill:none;stroke-width:2.5}.chart .overload{stroke:var(--text);stroke-width:2}
.chart .plane *{vector-effect:non-scaling-stroke}.chart .chosen{fill:var(--anon);fill-opacity:.18;stroke:var(--anon);vector-effect:non-scaling-stroke}.chart .read{stroke:var(--text);stroke-width:2}.chart .hover.read{fill:var(--text);fill-opacity:.25;stroke:none}
.chart .gap{fill:var(--warn);fill-opacity:.35}.chart .hover{fill:transparent}.chart .hover:hover{fill:var(--text);fill-opacity:.12}`;
