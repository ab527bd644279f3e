import { describe, expect, it } from 'vitest';
import { gateTerminal } from '../../src/report/gate/terminal.ts';
import { annotations } from '../../src/report/github/annotations.ts';
import { githubOutputs } from '../../src/report/github/outputs.ts';
import { stepSummary } from '../../src/report/github/step-summary.ts';
import { workflowCommand } from '../../src/report/github/workflow-command.ts';
import { renderJunit } from '../../src/report/junit/render-junit.ts';
import { crowded, hostile, hostileReport, mixed, passed } from './gate/gate-reports.ts';

/** As the runner reads a line (actions/runner, ActionCommand.cs). */
function readCommand(line: string): { command: string; properties: Record<string, string>; message: string } {
  const [, head = '', message = ''] = /^::(.*?)::(.*)$/s.exec(line) ?? [];
  const space = head.indexOf(' ');
  const undo = (text: string) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
  const written = space === -1 ? [] : head.slice(space + 1).split(',');
  const properties = Object.fromEntries(written.map((part) => [part.slice(0, part.indexOf('=')), undo(part.slice(part.indexOf('=') + 1))]));
  return { command: space === -1 ? head : head.slice(0, space), properties, message: undo(message) };
}

describe('a workflow command', () => {
  it.each(['plain', '100%', 'a%0Ab', 'two\nlines\r\n', 'a,b=c:d::e', '::set-output name=x::y', '%25%0A'])('gives %j back as it was', (text) => {
    const line = workflowCommand('error', { file: text, line: 7, title: text }, text);
    expect(line).not.toMatch(/[\r\n]/);
    expect(readCommand(line)).toEqual({ command: 'error', properties: { file: text, line: '7', title: text }, message: text });
  });
});

describe('annotations', () => {
  it('say each failure at the line of the limit', () => {
    const read = annotations(mixed()).map(readCommand);
    expect(read.filter(({ command }) => command === 'error')).toHaveLength(4);
    expect(read[0]?.properties).toMatchObject({ file: 'scenarios/checkout/workload.yaml', line: '29' });
    expect(annotations(passed())).toEqual([]);
  });

  it('are ten of a type at most, and the last says how many more there are', () => {
    const lines = annotations(crowded(35));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toMatch(/26 more are in the summary/);
    expect(annotations(crowded(10))).toHaveLength(10);
    expect(annotations(crowded(10)).at(-1)).not.toMatch(/more are/);
  });

  it('of hostile text stay one line each and begin no other command', () => {
    for (const line of annotations(hostileReport())) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(line).toMatch(/^::(error|warning) file=/);
    }
  });

  it('follow what an open assertion is worth', () => {
    const commands = (inconclusive: 'fail' | 'warn' | 'pass') => annotations(mixed({ inconclusive })).filter((line) => line.includes('containers.web'));
    expect(commands('fail')[0]).toMatch(/^::error/);
    expect(commands('warn')[0]).toMatch(/^::warning/);
    expect(commands('pass')).toEqual([]);
  });
});

describe('outputs', () => {
  it('are one line each whatever is in them', () => {
    const { gate } = hostileReport();
    const lines = githubOutputs({ ...gate, why: `x\nresult=pass\n${hostile}` }, 'reports/x', 1)
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => line.slice(0, line.indexOf('=')))).toEqual(['result', 'why', 'failed', 'run-dir', 'exit-code']);
    expect(lines[0]).toBe('result=fail');
  });
});

describe('the summary', () => {
  it('opens with the verdict and what decided it', () => {
    const lines = stepSummary(mixed()).split('\n');
    expect(lines[0]).toBe('## ❌ Gate failed: checkout');
    expect(lines[2]).toMatch(/^oom-kill: the main process \(node\) was killed at 256Mi/);
    expect(stepSummary(passed())).toMatch(/^## ✅ Gate passed/);
  });

  it('shows every run, what was expected and what to do', () => {
    const text = stepSummary(mixed());
    expect(text).toContain('+8 % (+20.5Mi)');
    expect(text).toMatch(/Every run[\s\S]*276\.5Mi/);
    expect(text, 'what it grew from and to').toMatch(/from 256Mi to 276\.5Mi \(medians\)/);
    expect(text, 'the runs of base').toMatch(/276\.5Mi.*; base: 255Mi, 256Mi, 256\.5Mi/);
    expect(text).toMatch(/\*\*Next\*\*[\s\S]*--allow-increase/);
    expect(text).toContain('Compared with main');
  });

  it('stays far below what a platform drops, and says what it left out', () => {
    const text = stepSummary(crowded(5000));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\d+ more lines are in gate\.json/);
  });

  it('shows hostile text as text', () => {
    const text = stepSummary(hostileReport());
    expect(text).not.toMatch(/<img|<\/script|(^|[^\\])`@team/);
    expect(text).not.toContain('@team');
  });
});

describe('the terminal', () => {
  it('says first what ends the build', () => {
    const lines = gateTerminal(mixed()).split('\n');
    expect(lines[0]).toMatch(/^gate: FAIL/);
    expect(lines.findIndex((line) => line.startsWith('  FAIL'))).toBeLessThan(lines.findIndex((line) => line.startsWith('  OPEN')));
    expect(lines.findIndex((line) => line.startsWith('  OPEN'))).toBeLessThan(lines.findIndex((line) => line.startsWith('  ok')));
  });

  it('is sent no control characters', () => {
    expect(gateTerminal(hostileReport()).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('JUnit XML', () => {
  it('counts what it lists: failures, errors for what is open, skipped', () => {
    const xml = renderJunit(mixed());
    const count = (pattern: RegExp) => [...xml.matchAll(pattern)].length;
    const [, tests, failures, errors, skipped] = /<testsuite name="checkout" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(xml) ?? [];
    expect([Number(tests), Number(failures), Number(errors), Number(skipped)]).toEqual([
      count(/<testcase /g),
      count(/<failure /g),
      count(/<error /g),
      count(/<skipped/g),
    ]);
    expect([failures, errors]).toEqual(['3', '1']);
  });

  it('says sizes in the units of a manifest', () => expect(renderJunit(mixed())).toMatch(/: 276\.5Mi&#10;|: 276\.5Mi</));

  it('turns an open assertion into what the policy says', () => {
    expect(renderJunit(mixed({ inconclusive: 'warn' }))).toMatch(/errors="0"/);
    expect(renderJunit(mixed({ inconclusive: 'pass' }))).toMatch(/nothing is called so/);
  });
});
