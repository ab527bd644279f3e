import { chartStyle } from './chart-style.ts';

/** Colours reach a contrast of 4.5:1 with their ground in both themes. */
const light = `--ground:#fff;--panel:#f5f7f9;--text:#1b2127;--faint:#56616c;--rule:#d5dbe1;
--good:#0b6b3a;--bad:#b3261e;--warn:#8a4b00;--neutral:#46525e;--on:#fff;
--anon:#2f6fb3;--shmem:#8058b5;--kernel:#c9801c;--other:#8c959e;--file:#b9cbdc;--load:#7d9c8f;--hardline:#10151a;--peakline:#00808a;--bandfill:#2f6fb333;--phase:#eef2f5`;
const dark = `--ground:#12161a;--panel:#1b2127;--text:#e6eaee;--faint:#a3afba;--rule:#3a444e;
--good:#58cf93;--bad:#ff8a80;--warn:#ffb84d;--neutral:#b4bfca;--on:#12161a;
--anon:#5b9be0;--shmem:#ab86dd;--kernel:#e0a04a;--other:#77818b;--file:#3d5468;--load:#5f8273;--hardline:#f4f6f8;--peakline:#3fc9d3;--bandfill:#5b9be044;--phase:#1a2026`;

const page = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1080px;margin:0 auto;padding:0 20px}
header{padding-top:20px}
h1{font-size:1.05rem;font-weight:600;margin:0;color:var(--faint)}
h1 b{color:var(--text)}
h2{font-size:1.3rem;margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--rule)}
h3{font-size:1.02rem;margin:1.2rem 0 .3rem}
p{margin:.5rem 0;max-width:80ch}
.panel{background:var(--panel);border-left:8px solid var(--tone);border-radius:4px;padding:14px 18px;margin:14px 0}
.panel h2{border:0;margin:0;padding:0;font-size:1rem;font-weight:600;color:var(--faint)}
.panel .headline{font-size:1.45rem;line-height:1.3;font-weight:650;margin:.35rem 0 .5rem}
.word{display:inline-block;background:var(--tone);color:var(--on);border-radius:3px;padding:0 .5em;margin-right:.5em;font-weight:700}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.warn{--tone:var(--warn)}.neutral{--tone:var(--neutral)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:8px 20px;margin:12px 0 4px}
.facts dt{font-size:.82rem;color:var(--faint)}
.facts dd{margin:0;font-weight:600}
pre{background:var(--ground);border:1px solid var(--rule);border-radius:4px;padding:10px 12px;margin:10px 0 4px;overflow-x:auto;font:14px/1.45 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
.notes{list-style:none;padding:0;margin:.6rem 0}
.notes li{background:var(--panel);border-left:8px solid var(--tone);border-radius:4px;padding:8px 14px;margin:6px 0}
.notes b{color:var(--tone);margin-right:.5em}
nav{margin:12px 0;font-size:.92rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0}
a{color:inherit;text-underline-offset:3px}
:focus-visible{outline:3px solid var(--anon);outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{position:static}
.scroll{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.3rem 0;color:var(--faint)}
caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 40px)}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--rule);overflow-wrap:break-word;min-width:4.5em}
th{font-size:.85rem;color:var(--faint);font-weight:600}
tbody th{font-size:inherit;color:inherit}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.num,th.num{padding-left:12px}
.short{white-space:nowrap}
.wide{min-width:20em}
.evidence{font-size:.88rem;color:var(--faint);margin:.4rem 0}
tr:target>*{background:var(--panel);box-shadow:inset 0 2px var(--anon),inset 0 -2px var(--anon)}
tbody .good,tbody .bad,tbody .warn{color:var(--tone);font-weight:600}
td .more,th .more{display:block;font-size:.86em;color:var(--faint);font-weight:400}
figure{margin:1rem 0}
figcaption{font-weight:600}
figcaption span{display:block;font-weight:400;color:var(--faint);font-size:.92rem}
.zoom{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin:.5rem 0 0;color:var(--faint);font-size:.86rem}
.zoom button{font:inherit;color:var(--text);background:var(--panel);border:1px solid var(--rule);border-radius:4px;padding:3px 10px;cursor:pointer;min-height:28px}
.zoom button:disabled{color:var(--faint);cursor:default}
.reading{min-height:3em;margin:.2rem 0;font-size:.88rem;color:var(--faint);font-variant-numeric:tabular-nums}
summary{cursor:pointer;color:var(--faint);padding:4px 0}
footer{margin:3rem auto 2rem;color:var(--faint);font-size:.9rem}
@media (max-width:640px){header,main,footer{padding-left:14px;padding-right:14px}.panel{padding:12px}.panel .headline{font-size:1.2rem}
.list,.list caption,.list tbody,.list tr,.list th,.list td{display:block}.list thead{position:absolute;left:-9999px}
.list th,.list td{border:0;padding:3px 0;min-width:0;text-align:left;white-space:normal}.list td.num{padding-left:0}.list tr{border-bottom:1px solid var(--rule);padding:6px 0}
.list td::before{content:attr(data-title) ": ";font-weight:400;color:var(--faint)}.list td:empty{display:none}}
@media print{body{font-size:11pt}table{font-size:7.5pt}th,td{min-width:0;padding-right:5px}td.num,th.num{padding-left:2px}thead th,thead th.num{font-size:inherit;white-space:normal}.dense{font-size:6pt}.dense th,.dense td,.dense td.num,.dense th.num{padding-left:0;padding-right:2px}.wide{min-width:14em}nav,.skip,.zoom,.reading{display:none}.scroll{overflow:visible}.scroll .chart{min-width:0}figure,.panel,tr,.notes li{break-inside:avoid}h2,caption,thead{break-after:avoid}
details::details-content{content-visibility:visible;display:block;height:auto}.panel,.notes li{border:1px solid var(--rule);border-left:8px solid var(--tone)}.word{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`;

/** The whole style of the page. Paper is always white. */
export const style = `:root{${light}}@media screen and (prefers-color-scheme:dark){:root{${dark}}}${page}${chartStyle}`.replaceAll('\n', '');
