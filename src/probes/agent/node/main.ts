import { mkdirSync, readFileSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readHolders } from '../../process-holders.ts';
import type { HoldersRequest } from '../../sampler/messages.ts';
import { type AgentArguments, parseAgentArguments } from './arguments.ts';
import { ColdFiles } from './cold/cold-files.ts';
import { endPods } from './end-pods.ts';
import { createAgentServer } from './http/server.ts';
import { nodeFacts } from './node-facts.ts';
import { ownCost } from './own-cost.ts';
import { nodeNowMs, runSamplerThread, type ThreadOptions } from './sampler-thread.ts';
import type { SessionState } from './session/session-file.ts';
import { Sessions } from './session/sessions.ts';
import { firstCgOf, startSamplerThread } from './session/thread.ts';
import { openCgroupTree } from './tree/cgroup-tree.ts';

const costEveryMs = 5000;

function threadOptions(args: AgentArguments, { request, claimed, phase, starts }: SessionState): ThreadOptions {
  const kernelLogPath = request.kernelLog ? args.kernelLog : undefined;
  const sampler = { hz: request.hz, monotonicMs: 0, kernelLogPath, procDir: '/proc', firstCg: firstCgOf(starts) };
  return { sampler, cgroupRoot: args.cgroupRoot, writable: args.writable, searchBelow: args.searchBelow, claimed, phase };
}

async function holdersOf({ cg, reason, dir }: HoldersRequest) {
  const processes = await readHolders(dir);
  // Without the node's PID namespace every process is somebody else's.
  return processes && processes.length > 0 ? ({ kind: 'holders', t: nodeNowMs(), cg, reason, processes } as const) : undefined;
}

function run(args: AgentArguments, script: string): void {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const tree = openCgroupTree(args.cgroupRoot, args.writable);
  mkdirSync(args.stateDir, { recursive: true });
  const sessions = new Sessions({
    dir: args.stateDir,
    maxSpoolBytes: args.maxSpoolMib * 1024 * 1024,
    bootId,
    startThread: (state, onBatch) => startSamplerThread(script, threadOptions(args, state), onBatch),
    readHolders: holdersOf,
  });
  const cold = new ColdFiles({ tree, searchBelow: args.searchBelow, hostRoot: args.hostRoot, toolsDir: args.toolsDir });
  const server = createAgentServer(readFileSync(args.tokenFile, 'utf8').trim(), {
    sessions,
    bootId,
    facts: () => nodeFacts(args.node, tree.version),
    learnFiles: (podUids) => cold.learn(podUids),
    evictFiles: () => cold.evict(),
    endPods: (podUids) => endPods({ tree, searchBelow: args.searchBelow }, podUids),
  });
  const cost = setInterval(() => {
    sessions.endIfAbandoned();
    if (sessions.current?.stopped === false) sessions.current.put(ownCost(args.node, sessions.spoolBytes));
  }, costEveryMs);
  // The session stays on disk: whoever is started next goes on with it.
  process.once('SIGTERM', () => {
    clearInterval(cost);
    sessions.current?.end();
    server.close();
    server.closeAllConnections();
  });
  server.listen(args.port, args.host);
}

if (isMainThread) run(parseAgentArguments(process.argv.slice(2)), process.argv[1] ?? '');
else if (parentPort) runSamplerThread(parentPort, workerData as ThreadOptions);
