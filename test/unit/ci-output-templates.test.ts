import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../requirements.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const action = parse(read('action.yml'));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-action-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describeWith(['actionlint'], 'the workflow', () => {
  /** A repository with the action in its root, because actionlint reads the inputs of local actions. */
  function lint(workflow: string) {
    mkdirSync(join(dir, '.github/workflows'), { recursive: true });
    mkdirSync(join(dir, '.git'));
    copyFileSync(join(root, 'action.yml'), join(dir, 'action.yml'));
    writeFileSync(join(dir, '.github/workflows/memory.yml'), workflow);
    return spawnSync('actionlint', ['-no-color'], { cwd: dir, encoding: 'utf8' });
  }

  it('has nothing that actionlint minds', () => {
    expect(lint(read('ci/github-workflow.yml'))).toMatchObject({ status: 0, stdout: '' });
  });

  it('with an input that the action does not have is refused', () => {
    expect(lint(read('ci/github-workflow.yml').replace('base-ref:', 'base-reff:')).stdout).toMatch(/"base-reff" is not defined in action/);
  });

  it('that reads an output which the action does not have is refused', () => {
    expect(lint(read('ci/github-workflow.yml').replaceAll('outputs.run-dir', 'outputs.rundir')).stdout).toMatch(/"rundir" is not defined/);
  });
});

describe('the action', () => {
  /** Runs its step with a highwater that writes its arguments down. */
  function argumentsFor(env: Record<string, string>): { status: number | null; args: string[] } {
    mkdirSync(join(dir, 'bin'));
    const file = join(dir, 'arguments');
    writeFileSync(join(dir, 'bin/highwater'), `#!/bin/sh\nfor each in "$@"; do printf '%s\\n' "$each"; done > '${file}'\nexit 5\n`, { mode: 0o755 });
    const defaults = Object.fromEntries(
      Object.entries(action.runs.steps[0].env as Record<string, string>).map(([name, from]) => [
        name,
        action.inputs[/inputs\.([a-z-]+)/.exec(from)?.[1] as string].default ?? '',
      ]),
    );
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', action.runs.steps[0].run], {
      env: { PATH: process.env.PATH, GITHUB_ACTION_PATH: dir, ...defaults, ...env },
    });
    return { status, args: readFileSync(file, 'utf8').trimEnd().split('\n') };
  }

  it('passes what was given, and nothing for what was not', () => {
    expect(argumentsFor({ SCENARIO: 'scenarios/a' }).args).toEqual(['ci', 'scenarios/a', '--out', 'reports', '--inconclusive', 'fail']);
  });

  it('passes everything as one argument each, and ends as highwater does', () => {
    const given = {
      SCENARIO: 'a b',
      TARGET: 'docker',
      REPEATS: '9',
      BASE_IMAGE: 'x; touch pwned',
      ASSIGNMENTS: 'load.peak=50\n\nload.hold=2s',
      EXIT_CODE: 'false',
    };
    const { status, args } = argumentsFor(given);
    expect(status).toBe(5);
    const options = [
      '--target',
      'docker',
      '--repeats',
      '9',
      '--base-image',
      'x; touch pwned',
      '--no-exit-code',
      '--set',
      'load.peak=50',
      '--set',
      'load.hold=2s',
    ];
    expect(args).toEqual(['ci', 'a b', '--out', 'reports', '--inconclusive', 'fail', ...options]);
  });

  it('knows only options that the command has', () => {
    const help = spawnSync(process.execPath, [join(root, 'bin/highwater'), 'ci', '--help'], { encoding: 'utf8' }).stdout;
    const used = [...action.runs.steps[0].run.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect(used.length).toBeGreaterThan(6);
    for (const option of used) expect(help).toContain(option);
  });

  it('takes no input into its script but through the environment', () => {
    expect(action.runs.steps[0].run).not.toContain('${{');
  });
});

describe('the GitLab template', () => {
  const job = parse(read('ci/gitlab-template.yml'))['.highwater'];

  it('runs the command with the variables that it names', () => {
    mkdirSync(join(dir, 'bin'));
    cpSync(join(root, 'ci'), join(dir, 'ci'), { recursive: true });
    writeFileSync(join(dir, 'bin/highwater'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const env = { PATH: process.env.PATH, ...job.variables, HIGHWATER_ARGUMENTS: '--target docker --repeats 7' };
    const said = spawnSync('bash', ['-e', '-c', job.script.join('\n')], { cwd: dir, env, encoding: 'utf8' }).stdout;
    expect(said).toBe('ci scenarios/quickstart --out highwater-reports --target docker --repeats 7\n');
  });

  it('keeps the reports also when the job fails, and takes only an open gate for a warning', () => {
    expect(job.artifacts).toMatchObject({
      when: 'always',
      reports: { junit: 'highwater-reports/*/junit.xml', codequality: 'highwater-reports/*/gl-code-quality.json' },
    });
    expect(job.allow_failure).toEqual({ exit_codes: [5] });
  });
});
